#pragma once

#include <cstdint>
#include <span>

#include "kernels/component.hpp"
#include "sim/strategies/topologies/graph.hpp"

/// Topologies: which workers are neighbours, where there is no server to go through.
///
/// To add one:
///   1. copy ring.cpp to `name.cpp` and write its `make`;
///   2. declare its parameters in `const TopologyInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add to tests/sim/strategies/topologies/topologies_test.cpp what its mixing matrix is;
///   5. run `make test`.
namespace simgrad {

struct TopologyInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "topology";
  /// A connected graph of `workers` ≥ 1 vertices.
  /// Throws: Error if there is none, saying what was expected.
  Graph (*make)(const Arguments& arguments, std::size_t workers, std::uint64_t seed);
};

std::span<const TopologyInfo* const> topologies();

/// The graph that parameter "topology" of a strategy names. Throws: Error, as make.
inline Graph topology_of(const Arguments& strategy, std::size_t workers, std::uint64_t seed) {
  const Chosen& topology = strategy.chosen("topology");
  return topology.as<TopologyInfo>().make(*topology.arguments, workers, seed);
}

/// That parameter.
inline Parameter topology_parameter() {
  return {.name = "topology",
          .type = Type::kComponent,
          .summary = "which workers are neighbours",
          .default_text = "\"ring\"",
          .family = TopologyInfo::kFamily};
}

}  // namespace simgrad
