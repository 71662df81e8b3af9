#pragma once

#include "sim/engine/engine_state.hpp"
#include "sim/engine/periods.hpp"

namespace simgrad {

/// Whether nothing on the way between two hosts holds a message up before its first byte leaves.
bool is_free(EngineState& engine, const HostState& from, const HostState& to);

/// A message's way through the network, from a host to another. Included by sim/engine alone.
class Passage {
 public:
  /// @param wakes  somebody waits for it: it is no flow of others
  Passage(EngineState& engine, HostState& from, HostState& to, double bytes, bool wakes = true);
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;
  ~Passage();

  /// Begins on a way that is free. `on_end` is told, outside of any actor, whether it has passed;
  /// it may not wait in simulated time, and may end this passage.
  void begin(std::function<void(bool passed)> on_end);
  /// Lets its time pass for the calling actor. False: it was cut short.
  bool pass();
  [[nodiscard]] const Route& route() const { return route_; }
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
