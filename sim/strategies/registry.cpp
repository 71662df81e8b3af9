#include <array>

#include "sim/strategies/strategy.hpp"

namespace simgrad {

extern const StrategyInfo federated_info;
extern const StrategyInfo synchronous_parameter_server_info;

std::span<const StrategyInfo* const> strategies() {
  static constexpr std::array kStrategies{
      &federated_info,
      &synchronous_parameter_server_info,
  };
  return kStrategies;
}

}  // namespace simgrad
