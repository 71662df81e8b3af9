#include "sim/strategies/batches.hpp"

#include <algorithm>

namespace simgrad {

Batches::Batches(std::uint64_t seed, std::size_t node, std::vector<std::uint32_t> samples)
    : seed_(seed),
      node_(node),
      samples_(std::make_shared<const std::vector<std::uint32_t>>(std::move(samples))) {}

Indices Batches::batch(std::int64_t step, std::int64_t batch_size) {
  const std::int64_t size = std::min(batch_size, count());
  const std::int64_t batches = count() / size;
  const std::int64_t epoch = (step - 1) / batches;
  if (epoch != epoch_) {
    shuffled_ = *samples_;
    Stream stream(seed_, Purpose::kBatches, node_, static_cast<std::uint64_t>(epoch));
    stream.shuffle(std::span<std::uint32_t>(shuffled_));
    epoch_ = epoch;
  }
  const auto begin = shuffled_.begin() + (step - 1) % batches * size;
  return std::make_shared<const std::vector<std::uint32_t>>(begin, begin + size);
}

}  // namespace simgrad
