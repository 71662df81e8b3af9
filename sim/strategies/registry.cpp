#include <array>

#include "sim/strategies/strategy.hpp"

namespace simgrad {

extern const StrategyInfo all_reduce_info;
extern const StrategyInfo asynchronous_gossip_info;
extern const StrategyInfo asynchronous_parameter_server_info;
extern const StrategyInfo diloco_info;
extern const StrategyInfo federated_info;
extern const StrategyInfo gossip_info;
extern const StrategyInfo local_sgd_info;
extern const StrategyInfo pipeline_info;
extern const StrategyInfo sharded_data_parallel_info;
extern const StrategyInfo stale_synchronous_parallel_info;
extern const StrategyInfo synchronous_parameter_server_info;

std::span<const StrategyInfo* const> strategies() {
  static constexpr std::array kStrategies{
      &all_reduce_info,
      &asynchronous_gossip_info,
      &asynchronous_parameter_server_info,
      &diloco_info,
      &federated_info,
      &gossip_info,
      &local_sgd_info,
      &pipeline_info,
      &sharded_data_parallel_info,
      &stale_synchronous_parallel_info,
      &synchronous_parameter_server_info,
  };
  return kStrategies;
}

}  // namespace simgrad
