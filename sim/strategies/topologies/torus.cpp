#include <string>

#include "kernels/error.hpp"
#include "sim/strategies/topologies/topology.hpp"

namespace simgrad::topology {
namespace {

/// Rows and columns as equal as the number of workers allows, both closed to rings. Where a ring
/// has two members they are neighbours once: 2 × k workers have degree 3.
Graph make(const Arguments& /*arguments*/, std::size_t workers, std::uint64_t /*seed*/) {
  std::size_t rows = 1;
  for (std::size_t r = 2; r * r <= workers; ++r) {
    rows = workers % r == 0 ? r : rows;
  }
  if (rows == 1) {
    throw Error(
        "torus: a number of workers that is a product of two numbers above 1 was expected, "
        "there are " +
        std::to_string(workers) + "; use ring");
  }
  const std::size_t columns = workers / rows;
  Graph graph(workers);
  for (std::size_t i = 0; i < workers; ++i) {
    const std::size_t row = i / columns;
    graph.join(i, row * columns + (i + 1) % columns);
    graph.join(i, (i + columns) % workers);
  }
  return graph;
}

}  // namespace

extern const TopologyInfo torus_info;
const TopologyInfo torus_info{
    {"topology",
     "torus",
     "Rows and columns of a square, or of what is nearest to one, closed to rings: degree 4",
     "-",
     {}},
    make};

}  // namespace simgrad::topology
