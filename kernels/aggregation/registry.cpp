#include <array>

#include "kernels/aggregation/aggregation.hpp"

namespace simgrad {

extern const AggregationInfo screened_mean_info;
extern const AggregationInfo weighted_mean_info;

std::span<const AggregationInfo* const> aggregations() {
  static constexpr std::array kAggregations{
      &screened_mean_info,
      &weighted_mean_info,
  };
  return kAggregations;
}

}  // namespace simgrad
