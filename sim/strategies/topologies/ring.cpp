#include "sim/strategies/topologies/topology.hpp"

namespace simgrad::topology {
namespace {

Graph make(const Arguments& /*arguments*/, std::size_t workers, std::uint64_t /*seed*/) {
  Graph graph(workers);
  for (std::size_t i = 0; i < workers; ++i) {
    graph.join(i, (i + 1) % workers);
  }
  return graph;
}

}  // namespace

extern const TopologyInfo ring_info;
const TopologyInfo ring_info{
    {"topology",
     "ring",
     "Each worker has the one before and the one after; spectral gap 2/3 (1 - cos(2 pi / n))",
     "Lian et al. 2017 (arXiv:1705.09056)",
     {}},
    make};

}  // namespace simgrad::topology
