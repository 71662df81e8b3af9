#include "sim/scenario/families.hpp"

#include <array>

#include "kernels/aggregation/aggregation.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/distributions/distribution.hpp"
#include "kernels/models/model.hpp"
#include "kernels/optimizers/optimizer.hpp"
#include "kernels/partitions/partition.hpp"
#include "sim/engine/platform.hpp"
#include "sim/failures/failure.hpp"
#include "sim/strategies/collectives/collective.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/topologies/topology.hpp"

namespace simgrad {
namespace {

template <class Registry>
std::vector<const ComponentInfo*> as_components(const Registry& registry) {
  return {registry.begin(), registry.end()};
}

struct Family {
  std::string_view name;
  std::vector<const ComponentInfo*> components;
};

const std::vector<Family>& all() {
  static const std::vector<Family> table = {
      {GeneratorInfo::kFamily, as_components(generators())},
      {NetworkModelInfo::kFamily, as_components(network_models())},
      {DatasetInfo::kFamily, as_components(datasets())},
      {PartitionInfo::kFamily, as_components(partitions())},
      {ModelInfo::kFamily, as_components(models())},
      {StrategyInfo::kFamily, as_components(strategies())},
      {CollectiveInfo::kFamily, as_components(collectives())},
      {TopologyInfo::kFamily, as_components(topologies())},
      {OptimizerInfo::kFamily, as_components(optimizers())},
      {AggregationInfo::kFamily, as_components(aggregations())},
      {FailureInfo::kFamily, as_components(failures())},
      {DistributionInfo::kFamily, as_components(distributions())},
  };
  return table;
}

}  // namespace

std::span<const std::string_view> families() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result;
    for (const Family& family : all()) {
      result.push_back(family.name);
    }
    return result;
  }();
  return names;
}

std::span<const ComponentInfo* const> components_of(std::string_view family) {
  for (const Family& each : all()) {
    if (each.name == family) {
      return each.components;
    }
  }
  return {};
}

std::string_view kind_key(std::string_view family) {
  return family == DistributionInfo::kFamily ? "distribution" : "kind";
}

}  // namespace simgrad
