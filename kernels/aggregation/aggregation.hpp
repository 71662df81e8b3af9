#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/component.hpp"
#include "kernels/value.hpp"

/// Aggregation rules: K updates of P parameters become one.
///
/// To add one:
///   1. copy weighted_mean.cpp, the smallest, to `name.cpp` and write its `combine`;
///   2. declare its parameters in `const AggregationInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/aggregation/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

class AggregationRule {
 public:
  AggregationRule() = default;
  AggregationRule(const AggregationRule&) = delete;
  AggregationRule& operator=(const AggregationRule&) = delete;
  virtual ~AggregationRule() = default;

  /// @param updates  K pointers to P floats, in client order
  /// @param weights  K weights > 0 (samples of client k)
  /// @param out      P floats, overwritten; no alias of an update
  /// Returns how many of the updates count: all, unless it screens them.
  virtual std::size_t combine(std::span<const float* const> updates,
                              std::span<const double> weights, std::span<float> out) const = 0;

  /// Whether it may leave out updates, by what is in them.
  [[nodiscard]] virtual bool screens() const { return false; }

  /// The K factors of a rule that is a weighted sum, out = Σ_k c_k w_k, summed in double in client
  /// order and rounded once: a device sums where the updates are. Empty if the rule is no such sum.
  [[nodiscard]] virtual std::vector<double> factors(std::span<const double> /*weights*/) const {
    return {};
  }
};

/// Of the value of a rule that screens: K updates as samples, those that count as correct.
inline Statistics counted_updates(std::size_t updates, std::size_t counted) {
  return {0.0, static_cast<std::int64_t>(counted), static_cast<std::int64_t>(updates)};
}

struct AggregationInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "aggregation";
  std::shared_ptr<const AggregationRule> (*make)(const Arguments& arguments);
  /// What is wrong with arguments of which each alone is right; "" if nothing. Null: any will do.
  std::string (*problem)(const Arguments& arguments) = nullptr;
};

std::span<const AggregationInfo* const> aggregations();

}  // namespace simgrad
