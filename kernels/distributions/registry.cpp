#include <array>

#include "kernels/distributions/distribution.hpp"

namespace simgrad {

extern const DistributionInfo constant_info;
extern const DistributionInfo empirical_info;
extern const DistributionInfo exponential_info;
extern const DistributionInfo gamma_info;
extern const DistributionInfo lognormal_info;
extern const DistributionInfo uniform_info;
extern const DistributionInfo weibull_info;

std::span<const DistributionInfo* const> distributions() {
  static constexpr std::array kDistributions{
      &constant_info,  &empirical_info, &exponential_info, &gamma_info,
      &lognormal_info, &uniform_info,   &weibull_info,
  };
  return kDistributions;
}

}  // namespace simgrad
