#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/strategies/replication.hpp"

namespace simgrad {

/// Replicas of a training state that is spread over servers in parts: whole when a standby has got
/// each part. One at a time.
///
/// A server that lives on keeps what it has sent of its own part.
///
/// State: what training can go on from; its `round` is the one after which it was, `useful_s`
/// Training::useful_s of then.
template <class State>
class Replicas {
 public:
  /// @param part_bytes  of each server's part
  Replicas(Training& training, std::vector<Node*> servers, const ReplicationPolicy& policy,
           const RetryPolicy& retry, std::vector<double> part_bytes)
      : training_(training),
        servers_(std::move(servers)),
        policy_(policy),
        part_bytes_(std::move(part_bytes)) {
    ways_.reserve(servers_.size());
    for (Node* server : servers_) {
      ways_.emplace_back(training, *server, retry);
    }
  }

  [[nodiscard]] const ReplicationPolicy& policy() const { return policy_; }
  /// Whether one is to be sent after `round`, which has just ended.
  [[nodiscard]] bool is_due(std::int64_t round) const {
    return policy_.replicates() && !under_way_ &&
           (is_overdue_ || round - from_round_ >= policy_.every_rounds);
  }

  /// The state before the first round, which the seed gives to everybody.
  void keep_initial(State state) { initial_ = std::move(state); }
  /// One of this state is begun.
  void begin(State state) {
    ++ticket_;
    from_round_ = state.round;
    under_way_ = Replica{std::move(state), lives(), std::vector<Holder>(servers_.size())};
    to_come_ = servers_.size();
    lacks_some_ = false;
    begin_s_ = training_.engine().now();
    is_overdue_ = false;
  }
  /// Sends a part, and waits. True: it was the last to arrive. From its server's actor.
  bool send(std::size_t part) {
    const std::int64_t ticket = ticket_;
    const auto holder = ways_[part].send(part_bytes_[part]);
    return ticket == ticket_ && arrives(part, holder);
  }
  /// Sends all parts in the background.
  void send_all() {
    for (std::size_t k = 0; k < ways_.size(); ++k) {
      ways_[k].send_async(part_bytes_[k],
                          [this, k, ticket = ticket_](const std::optional<Holder>& holder) {
                            if (ticket == ticket_) {
                              (void)arrives(k, holder);
                            }
                          });
    }
  }
  /// The one under way, if any, will never be whole; the next is due at once.
  void abandon() {
    under_way_.reset();
    ++ticket_;
    is_overdue_ = true;
  }
  /// The last whole one, if every server has its part of it: from this life of it, or on its host
  /// from the time as a standby. Before the first one the initial state. Null: it is lost.
  [[nodiscard]] const State* at_hand() const {
    if (!policy_.replicates()) {
      return nullptr;
    }
    if (!whole_) {
      return initial_ ? &*initial_ : nullptr;
    }
    for (std::size_t k = 0; k < servers_.size(); ++k) {
      const bool lives_on = servers_[k]->incarnation() == whole_->lives[k];
      if (!lives_on && !is_on(servers_[k]->host(), k)) {
        return nullptr;
      }
    }
    return &whole_->state;
  }
  /// What training goes on from after a server's loss.
  struct Source {
    State state;
    bool is_replica = false;
  };
  /// The last whole replica, or the checkpoint (null: there are none) if that is newer or the
  /// replica is lost; replicas are then of a course of training that is given up, and forgotten.
  /// Nothing: there is neither.
  std::optional<Source> source(const State* checkpoint) {
    const State* replica = at_hand();
    if (replica != nullptr && (checkpoint == nullptr || replica->round >= checkpoint->round)) {
      return Source{*replica, true};
    }
    initial_.reset();
    whole_.reset();
    return checkpoint == nullptr ? std::nullopt : std::optional(Source{*checkpoint, false});
  }
  /// Tells that training goes on from there, and what that costs.
  ///
  /// @param interrupted_s  for which the round under way had lasted
  void report_restart(const Source& from, std::int64_t lost_rounds, double interrupted_s) const {
    training_.event(
        training_.engine().now(), "restart", "server",
        fmt::format("from the {} of round {}; rounds lost: {}",
                    from.is_replica ? "replica" : "checkpoint", from.state.round, lost_rounds));
    training_.metric("lost_rounds", static_cast<double>(lost_rounds));
    training_.go_back_to(from.state.useful_s, interrupted_s);
  }
  /// Whether this host has the part of the last whole one.
  [[nodiscard]] bool is_on(const std::string& host, std::size_t part) const {
    return whole_ && whole_->holders[part].still_holds_on(host);
  }

 private:
  struct Replica {
    State state;
    std::vector<std::int64_t> lives;  // of the servers
    std::vector<Holder> holders;      // of the parts
  };

  [[nodiscard]] std::vector<std::int64_t> lives() const {
    std::vector<std::int64_t> lives;
    lives.reserve(servers_.size());
    for (const Node* server : servers_) {
      lives.push_back(server->incarnation());
    }
    return lives;
  }

  /// True: it was the last.
  bool arrives(std::size_t part, const std::optional<Holder>& holder) {
    lacks_some_ = lacks_some_ || !holder;
    under_way_->holders[part] = holder.value_or(Holder{});
    if (--to_come_ > 0) {
      return false;
    }
    end();
    return true;
  }

  void end() {
    const double now_s = training_.engine().now();
    Replica ended = *std::exchange(under_way_, std::nullopt);
    ++ticket_;
    const std::int64_t round = ended.state.round;
    if (lacks_some_) {
      training_.event(now_s, "replica_lost", training_.server().name(),
                      fmt::format("of round {}: no standby has got it", round));
    } else {
      training_.event(now_s, "replica", training_.server().name(),
                      fmt::format("of round {} on {}, in {:.6g} s", round,
                                  ended.holders.front().standby->host(), now_s - begin_s_));
      whole_ = std::move(ended);
    }
    training_.metric("replica_s", policy_.stands_still ? now_s - begin_s_ : 0.0);
  }

  Training& training_;
  std::vector<Node*> servers_;
  ReplicationPolicy policy_;
  std::vector<double> part_bytes_;
  std::vector<Replication> ways_;  // of the parts
  std::optional<State> initial_;
  std::optional<Replica> whole_;
  std::optional<Replica> under_way_;
  std::int64_t ticket_ = 0;  // of that
  std::size_t to_come_ = 0;  // its parts
  bool lacks_some_ = false;  // one of them has reached nobody
  double begin_s_ = 0.0;
  std::int64_t from_round_ = 0;  // rounds since this one count
  bool is_overdue_ = false;
};

/// Why a run ends when nothing is left of a lost server's state.
inline std::string nothing_left(const Node& server) {
  return fmt::format(
      "server '{}' was lost at {:.6g} s; host {}, which takes over, has no replica of its state",
      server.name(), server.down_since_s(), server.host());
}

}  // namespace simgrad
