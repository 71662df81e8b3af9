#pragma once

#include <chrono>
#include <numeric>
#include <thread>

#include "kernels/device.hpp"
#include "tests/support/arguments.hpp"

/// What works are made of, for tests of any device.
namespace simgrad::test {

inline Indices indices(std::vector<std::uint32_t> samples) {
  return std::make_shared<const std::vector<std::uint32_t>>(std::move(samples));
}

/// `count` samples from `first` on.
inline Indices range(std::uint32_t first, std::uint32_t count) {
  std::vector<std::uint32_t> samples(count);
  std::iota(samples.begin(), samples.end(), first);
  return indices(std::move(samples));
}

inline Indices every_sample(const Dataset& data) {
  return range(0, static_cast<std::uint32_t>(data.train.count()));
}

inline std::shared_ptr<const AggregationRule> weighted_mean() {
  const auto* info = find_component(aggregations(), "weighted_mean");
  SIMGRAD_REQUIRE(info != nullptr, "weighted_mean is registered");
  return info->make(arguments_for(*info));
}

inline const SgdRule kPlain{.learning_rate = 0.1F};
inline const SgdRule kDecaying{.learning_rate = 0.1F, .weight_decay = 0.01F};
inline const SgdRule kHeavy{.learning_rate = 0.05F, .momentum = 0.9F, .weight_decay = 0.001F};
inline const SgdRule kNesterov{
    .learning_rate = 0.05F, .momentum = 0.9F, .weight_decay = 0.001F, .nesterov = true};
// Adam divides by the root of the gradient's square: epsilon keeps the tiny ones comparable.
inline const AdamWRule kAdamW{.learning_rate = 0.01F,
                              .beta1 = 0.9F,
                              .beta2 = 0.999F,
                              .epsilon = 1e-3F,
                              .weight_decay = 0.01F};
inline const std::vector<UpdateRule> kOptimizers{kPlain, kDecaying, kHeavy, kNesterov, kAdamW};

/// Waits for what another thread is about to do; false after ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 10'000; ++i) {
    if (condition()) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

}  // namespace simgrad::test
