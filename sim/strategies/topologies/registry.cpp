#include <array>

#include "sim/strategies/topologies/topology.hpp"

namespace simgrad {
namespace topology {  // collectives have a ring too

extern const TopologyInfo complete_info;
extern const TopologyInfo random_regular_info;
extern const TopologyInfo ring_info;
extern const TopologyInfo torus_info;

constexpr std::array kTopologies{
    &complete_info,
    &random_regular_info,
    &ring_info,
    &torus_info,
};

}  // namespace topology

std::span<const TopologyInfo* const> topologies() {
  return topology::kTopologies;
}

}  // namespace simgrad
