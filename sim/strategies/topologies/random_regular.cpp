#include <algorithm>
#include <optional>
#include <string>

#include "kernels/error.hpp"
#include "kernels/rng.hpp"
#include "sim/strategies/topologies/topology.hpp"

namespace simgrad::topology {
namespace {

/// Joins free ends pair by pair, always two that may be joined; none if the last ones may not.
std::optional<Graph> draw(std::size_t n, std::size_t degree, Stream& stream) {
  Graph graph(n);
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < n; ++i) {
    ends.insert(ends.end(), degree, i);
  }
  while (!ends.empty()) {
    stream.shuffle(std::span<std::size_t>(ends));
    std::vector<std::size_t> left;
    for (std::size_t k = 0; k + 1 < ends.size(); k += 2) {
      const std::size_t a = ends[k];
      const std::size_t b = ends[k + 1];
      if (a == b || graph.has_edge(a, b)) {
        left.insert(left.end(), {a, b});
      } else {
        graph.join(a, b);
      }
    }
    if (left.size() == ends.size()) {
      return std::nullopt;
    }
    ends = std::move(left);
  }
  return graph;
}

Graph complement(const Graph& graph) {
  Graph other(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (std::size_t j = i + 1; j < graph.size(); ++j) {
      if (!graph.has_edge(i, j)) {
        other.join(i, j);
      }
    }
  }
  return other;
}

void require_possible(std::size_t n, std::size_t degree) {
  const auto text = [](std::size_t number) {
    return std::to_string(number);
  };
  if (degree >= n || (degree == 1 && n > 2)) {
    throw Error("random_regular: a degree from 2 to " + text(n - 1) + " was expected of " +
                text(n) + " workers in one connected graph, found " + text(degree));
  }
  if (n % 2 == 1 && degree % 2 == 1) {
    throw Error("random_regular: an even degree was expected of an odd number of workers (" +
                text(n) + "), found " + text(degree));
  }
}

/// Drawn anew until it is simple and connected. More than half of all edges are what few leave out.
Graph make(const Arguments& arguments, std::size_t workers, std::uint64_t seed) {
  const auto degree = static_cast<std::size_t>(arguments.integer("degree"));
  require_possible(workers, degree);
  const bool is_dense = 2 * degree >= workers;
  Stream stream(seed, Purpose::kTopology);
  while (true) {
    std::optional<Graph> graph = draw(workers, is_dense ? workers - 1 - degree : degree, stream);
    if (graph && is_dense) {
      graph = complement(*graph);
    }
    if (graph && graph->is_connected()) {
      return std::move(*graph);
    }
  }
}

}  // namespace

extern const TopologyInfo random_regular_info;
const TopologyInfo random_regular_info{
    {"topology",
     "random_regular",
     "Each worker has as many neighbours, drawn at random: an expander",
     "Steger and Wormald 1999 (Combin. Probab. Comput. 8)",
     {{.name = "degree",
       .type = Type::kInteger,
       .summary = "neighbours of each worker",
       .default_text = "3",
       .range = {1, 1'000'000}}}},
    make};

}  // namespace simgrad::topology
