#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kernels/aggregation/aggregation.hpp"
#include "sim/strategies/checkpoints.hpp"
#include "sim/strategies/federated_parts.hpp"
#include "sim/strategies/learner.hpp"
#include "sim/strategies/link_policy.hpp"
#include "sim/strategies/replicas.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {

struct FederatedOptions {
  std::int64_t rounds = 0;
  std::int64_t clients_per_round = 0;
  double over_selection = 1.0;
  double round_deadline_s = kForever;
  LocalOptions local;
  std::shared_ptr<const AggregationRule> aggregation;
  CheckpointPolicy checkpoints;
  ReplicationPolicy replication;
  LinkPolicy links;
};

/// The server of a federated training, and what its clients do in a round; federated.cpp says how
/// rounds go and what failures cost.
///
/// It outlives its node's lives: a crash ends serve(), the repaired node calls it again.
class FederatedServer {
 public:
  FederatedServer(Training& training, FederatedOptions options);

  /// A life of the server; from its actor.
  void serve();
  /// Whether a host that may take over has the last replica.
  [[nodiscard]] bool has_replica(const std::string& host) const { return replicas_.is_on(host, 0); }

 private:
  class ActorEnd;

  /// What a restart begins from.
  struct Kept {
    std::int64_t round = 0;
    Value parameters;
    double useful_s = 0.0;  // Training::useful_s of then
  };

  void take_checkpoint(const Value& parameters);
  void replicate(const Value& parameters);
  /// The parameters to go on from; nothing: there are none, and the run has failed.
  Value restart();
  void break_round(const Value& parameters);
  Value federated_round(Value parameters);
  std::vector<Node*> draw_cohort();
  void dispatch(Node& client, const Value& parameters);
  void run_client(Node& client);
  std::string gather(std::size_t wanted, double deadline_s);
  void take(const Message& message);
  Value average();
  void retire_parts();
  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  Node& node_;
  FederatedOptions options_;
  Checkpoints checkpoints_;
  Kept kept_;  // the last checkpoint that was whole
  Replicas<Kept> replicas_;
  std::int64_t round_ = 0;
  RoundReport report_;
  bool is_open_ = false;
  std::int64_t given_up_ = 0;  // the last round that was lost
  std::size_t awaited_ = 0;
  Parts parts_;
  std::map<std::size_t, Value> results_;  // by Node::index
};

}  // namespace simgrad
