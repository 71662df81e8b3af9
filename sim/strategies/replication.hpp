#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "kernels/component.hpp"
#include "sim/strategies/link_policy.hpp"
#include "sim/strategies/training.hpp"

/// Replicas: the training state of a server on the host of a standby, which takes over with it.
///
/// After every n-th round the parameters and the optimizer's slots, with the bytes that a
/// checkpoint has, go through the network to the first standby that is up; to the next one if that
/// is lost or cannot be reached. One that has taken over does so at once, before anything else.
/// With no standby within reach training goes on without a new replica until the next is due. What
/// a standby holds is in its memory: it is lost with its host.
///
///   synchronous   Training stands still until the replica is whole: bytes / bandwidth + latency.
///   asynchronous  Training goes on, with the network shared; the replica is of the state at its
///                 begin. One at a time: what is due meanwhile is sent after the round that
///                 follows.
///
/// Sources: primary and backup, Budhiraja, Marzullo, Schneider, Toueg 1993 (in Mullender,
/// Distributed Systems); for parameter servers, Li et al. 2014 (OSDI), section 4.3.
namespace simgrad {

struct ReplicationPolicy {
  std::int64_t every_rounds = 0;  // 0: there are no replicas
  bool stands_still = true;       // synchronous

  [[nodiscard]] bool replicates() const { return every_rounds > 0; }
};

/// The key `replication` of a strategy, and how to read it.
Parameter replication_parameter();
ReplicationPolicy replication_policy(const Arguments& strategy);

/// A life of a standby that has got a replica.
struct Holder {
  const Node* standby = nullptr;
  std::int64_t life = 0;

  [[nodiscard]] bool still_holds() const {
    return standby != nullptr && standby->is_up() && standby->incarnation() == life;
  }
  [[nodiscard]] bool still_holds_on(const std::string& host) const {
    return still_holds() && standby->host() == host;
  }
};

/// The way of a server's state to its standbys.
class Replication {
 public:
  Replication(const Training& training, Node& server, const RetryPolicy& retry)
      : training_(training), server_(server), retry_(retry) {}

  /// Sends so many bytes, and waits. Nothing: no standby has got them. From the server's actor.
  std::optional<Holder> send(double bytes);
  /// The same in the background; `on_end` is not called if the server is lost.
  void send_async(double bytes, std::function<void(std::optional<Holder>)> on_end);

 private:
  /// The first after `previous`, if any, that is up and not on the server's own host.
  [[nodiscard]] Node* next_standby(const Node* previous) const;
  void send_async_after(const Node* previous, double bytes,
                        std::function<void(std::optional<Holder>)> on_end);

  const Training& training_;
  Node& server_;
  RetryPolicy retry_;
};

/// The standbys of the training take over the server's role when its loss is noticed, first one
/// that `prefers` names.
void let_standbys_take_over(const Training& training, Node& server, const Detection& detection,
                            std::function<bool(const std::string& host)> prefers = {});

}  // namespace simgrad
