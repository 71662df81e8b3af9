#pragma once

#include <memory>
#include <span>
#include <string_view>

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

/// The one that was chosen; null if none was.
inline std::shared_ptr<const Distribution> distribution_of(const Chosen& chosen) {
  return chosen.info == nullptr ? nullptr : chosen.as<DistributionInfo>().make(*chosen.arguments);
}

/// That of a parameter; null if it is not there.
inline std::shared_ptr<const Distribution> distribution_of(const Arguments& arguments,
                                                           std::string_view name) {
  return arguments.has(name) ? distribution_of(arguments.chosen(name)) : nullptr;
}

}  // namespace simgrad
