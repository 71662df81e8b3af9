#include "sim/strategies/topologies/topology.hpp"

namespace simgrad::topology {
namespace {

Graph make(const Arguments& /*arguments*/, std::size_t workers, std::uint64_t /*seed*/) {
  Graph graph(workers);
  for (std::size_t i = 0; i < workers; ++i) {
    for (std::size_t j = i + 1; j < workers; ++j) {
      graph.join(i, j);
    }
  }
  return graph;
}

}  // namespace

extern const TopologyInfo complete_info;
const TopologyInfo complete_info{
    {"topology",
     "complete",
     "Each worker has all others; spectral gap 1: one averaging makes all models the same",
     "Lian et al. 2017 (arXiv:1705.09056)",
     {}},
    make};

}  // namespace simgrad::topology
