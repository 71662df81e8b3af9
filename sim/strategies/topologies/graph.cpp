#include "sim/strategies/topologies/graph.hpp"

#include <algorithm>

namespace simgrad {
namespace {

void insert(std::vector<std::size_t>& sorted, std::size_t vertex) {
  sorted.insert(std::lower_bound(sorted.begin(), sorted.end(), vertex), vertex);
}

}  // namespace

void Graph::join(std::size_t a, std::size_t b) {
  if (a != b && !has_edge(a, b)) {
    insert(neighbours_.at(a), b);
    insert(neighbours_.at(b), a);
  }
}

bool Graph::has_edge(std::size_t a, std::size_t b) const {
  const auto& of_a = neighbours_.at(a);
  return std::binary_search(of_a.begin(), of_a.end(), b);
}

std::vector<std::pair<std::size_t, std::size_t>> Graph::edges() const {
  std::vector<std::pair<std::size_t, std::size_t>> all;
  for (std::size_t a = 0; a < size(); ++a) {
    for (const std::size_t b : neighbours_[a]) {
      if (a < b) {
        all.emplace_back(a, b);
      }
    }
  }
  return all;
}

bool Graph::is_connected() const {
  std::vector<bool> seen(size());
  std::vector<std::size_t> to_visit;
  std::size_t reached = 0;
  const auto reach = [&](std::size_t vertex) {
    if (!seen[vertex]) {
      seen[vertex] = true;
      ++reached;
      to_visit.push_back(vertex);
    }
  };
  reach(0);
  while (!to_visit.empty()) {
    const std::size_t vertex = to_visit.back();
    to_visit.pop_back();
    for (const std::size_t next : neighbours_[vertex]) {
      reach(next);
    }
  }
  return reached == size();
}

}  // namespace simgrad
