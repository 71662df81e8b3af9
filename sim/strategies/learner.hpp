#pragma once

#include <cstdint>
#include <memory>

#include "kernels/distributions/distribution.hpp"
#include "kernels/work.hpp"
#include "sim/engine/node.hpp"
#include "sim/strategies/batches.hpp"

namespace simgrad {

/// How long a node's computations take in simulated time.
struct ComputeTime {
  std::shared_ptr<const Distribution> step_time;  // seconds a step; null: flop / host speed
  std::shared_ptr<const Distribution> jitter;     // X: each takes X / E[X] times as long; null: 1
  double jitter_sigma = 0.0;  // without jitter: each takes exp(N(0, sigma²)) times as long
  double efficiency = 1.0;    // share of the host's flop/s that counted flop run at
};

/// A client's local work in one round.
struct LocalOptions {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 0;  // 0: all of the client's samples
  UpdateRule optimizer;
};

/// One node's share of the training data and what it computes from it. Stateless between rounds,
/// so that a node which lost everything in a crash goes on as if it had not.
class Learner {
 public:
  /// @param flop_factor  on what training takes as counted; the numbers stay the same
  Learner(std::uint64_t seed, const Node& node, std::shared_ptr<const Model> model,
          std::shared_ptr<const Dataset> data, std::vector<std::uint32_t> samples,
          const ComputeTime& compute_time, double flop_factor);

  [[nodiscard]] std::int64_t samples() const { return batches_.count(); }

  [[nodiscard]] const Indices& sample_indices() const { return batches_.samples(); }

  /// The mean gradient over this node's mini-batch of a step, counted from 1 (see Batches).
  Computation gradient(const Value& parameters, std::int64_t step, std::int64_t batch_size);

  /// Local epochs from `parameters`: McMahan et al. 2017, Algorithm 1, ClientUpdate.
  Computation local_training(const Value& parameters, std::int64_t round,
                             const LocalOptions& options);

  /// What a part of a step takes: of its `step_flop` as counted, `flop`. In flop at the node's
  /// speed; where step_time is given, that share of it.
  double part_flop(double flop, double step_flop);

 private:
  Computation timed(Work work, std::int64_t steps);
  double timed_flop(double flop, std::int64_t steps, double share);

  std::uint64_t seed_;
  const Node& node_;
  std::shared_ptr<const Model> model_;
  std::shared_ptr<const Dataset> data_;
  Batches batches_;
  ComputeTime compute_time_;
  double flop_factor_;
  std::uint64_t computes_ = 0;
};

}  // namespace simgrad
