#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace simgrad {

/// Who exchanges with whom: an undirected graph without loops and double edges. n vertices.
class Graph {
 public:
  /// No edges.
  explicit Graph(std::size_t n) : neighbours_(n) {}

  /// Joins two vertices, unless they are one or joined already.
  void join(std::size_t a, std::size_t b);

  [[nodiscard]] std::size_t size() const { return neighbours_.size(); }
  /// In ascending order.
  [[nodiscard]] const std::vector<std::size_t>& neighbours(std::size_t vertex) const {
    return neighbours_.at(vertex);
  }
  [[nodiscard]] std::size_t degree(std::size_t vertex) const {
    return neighbours_.at(vertex).size();
  }
  [[nodiscard]] bool has_edge(std::size_t a, std::size_t b) const;
  /// Each once, the lower vertex first, in ascending order.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> edges() const;
  /// Whether there is a way from each vertex to each other.
  [[nodiscard]] bool is_connected() const;

 private:
  std::vector<std::vector<std::size_t>> neighbours_;
};

}  // namespace simgrad
