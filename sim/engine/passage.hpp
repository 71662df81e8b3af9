#pragma once

#include "sim/engine/engine_state.hpp"
#include "sim/engine/periods.hpp"

namespace simgrad {

/// A message's way through the network, from a host to another. Included by sim/engine alone.
class Passage {
 public:
  /// @param wakes  somebody waits for it: it is no flow of others
  Passage(EngineState& engine, HostState& from, HostState& to, double bytes, bool wakes = true);

  /// Lets its time pass for the calling actor. False: it was cut short.
  bool pass();
  /// Why it was cut short, if neither host went off.
  [[nodiscard]] Failure failure() const;
  /// How long jitter and lost packets have held it up, s.
  [[nodiscard]] double delay_s() const { return delay_s_; }

 private:
  bool meet_jitter();
  bool meet_losses();
  bool pause(double seconds);
  bool transfer();
  const LinkState* loser() const;
  const LinkState* link_off() const;

  EngineState& engine_;
  HostState& from_;
  HostState& to_;
  const Route& route_;
  double bytes_;
  bool wakes_;
  double delay_s_ = 0.0;
  Listed<ActiveTransfer> active_;
};

}  // namespace simgrad
