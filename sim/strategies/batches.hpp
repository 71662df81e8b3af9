#pragma once

#include <cstdint>
#include <vector>

#include "kernels/work.hpp"

namespace simgrad {

/// The mini-batches that samples are drawn in.
///
/// An epoch is one pass over a shuffle of the samples, floor(n / batch_size) batches (the rest is
/// left out); where there are fewer samples than that, each batch has them all.
class Batches {
 public:
  /// @param node  whose stream of random numbers shuffles, by Node::index
  Batches(std::uint64_t seed, std::size_t node, std::vector<std::uint32_t> samples);

  [[nodiscard]] const Indices& samples() const { return samples_; }
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(samples_->size()); }

  /// Of a step, counted from 1. May be called with a step again.
  Indices batch(std::int64_t step, std::int64_t batch_size);

 private:
  std::uint64_t seed_;
  std::size_t node_;
  Indices samples_;
  std::vector<std::uint32_t> shuffled_;  // of epoch_
  std::int64_t epoch_ = -1;
};

}  // namespace simgrad
