#pragma once

#include <memory>
#include <span>

#include "kernels/component.hpp"
#include "kernels/rng.hpp"

/// Distributions of durations: time to failure, time to repair, time of a step.
///
/// To add one:
///   1. copy exponential.cpp, the smallest, to `name.cpp` and write its `draw` and `mean`;
///   2. declare its parameters in `const DistributionInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/distributions/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

/// Seconds that a distribution's parameters may take. The upper end (31,700 years) keeps every
/// draw finite.
inline constexpr double kLongest_s = 1e12;
inline constexpr Range kDuration{0.0, kLongest_s};
inline constexpr Range kPositiveDuration{0.0, kLongest_s, true, false};

class Distribution {
 public:
  Distribution() = default;
  Distribution(const Distribution&) = delete;
  Distribution& operator=(const Distribution&) = delete;
  virtual ~Distribution() = default;
  /// One draw, seconds, >= 0 and finite.
  virtual double draw(Stream& stream) const = 0;
  /// The expectation, seconds.
  [[nodiscard]] virtual double mean() const = 0;
};

struct DistributionInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "distribution";
  std::shared_ptr<const Distribution> (*make)(const Arguments& arguments);
};

std::span<const DistributionInfo* const> distributions();

}  // namespace simgrad
