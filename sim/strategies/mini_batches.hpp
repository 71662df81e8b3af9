#pragma once

#include <algorithm>
#include <string_view>

#include "sim/strategies/collectives/collective.hpp"

/// What data-parallel strategies have in common: whose mini-batch weighs how much, and how much of
/// the model travels together.
namespace simgrad {

/// b_k: a worker with fewer samples than a mini-batch takes them all.
inline std::int64_t batch_samples(Training& training, const Node& worker, std::int64_t batch_size) {
  return std::min(batch_size, training.learner(worker).samples());
}

/// A member's weight in the mean of its group: b_k / Σ_j b_j.
inline double batch_weight(const Communicator& peers, std::int64_t batch_size) {
  Training& training = peers.training();
  std::int64_t all = 0;
  for (const Node* worker : peers.members()) {
    all += batch_samples(training, *worker, batch_size);
  }
  return static_cast<double>(batch_samples(training, peers.node(), batch_size)) /
         static_cast<double>(all);
}

/// `bucket_size` in parameters.
inline double bucket_parameters(const Training& training, const Arguments& arguments) {
  const double parameters = static_cast<double>(training.model()->parameter_count());
  return arguments.real("bucket_size") / training.parameter_bytes() * parameters;
}

inline Parameter bucket_size_parameter(std::string_view summary) {
  return {.name = "bucket_size",
          .type = Type::kBytes,
          .summary = summary,
          .default_text = "\"25 MiB\"",
          .range = kPositive};
}

}  // namespace simgrad
