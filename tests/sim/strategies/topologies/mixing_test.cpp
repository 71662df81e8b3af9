#include "sim/strategies/topologies/mixing.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include <catch2/catch.hpp>

using simgrad::Graph;
using simgrad::MixingMatrix;

namespace {

Graph path(std::size_t n) {
  Graph graph(n);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    graph.join(i, i + 1);
  }
  return graph;
}

}  // namespace

TEST_CASE("mixing: Metropolis and Hastings' weights where degrees differ, by hand") {
  const MixingMatrix star = [] {
    Graph graph(4);
    for (const std::size_t leaf : {1U, 2U, 3U}) {
      graph.join(0, leaf);
    }
    graph.join(2, 3);
    return MixingMatrix(graph);
  }();
  // Degrees 3, 1, 2, 2.
  CHECK(star.weight(0, 1) == Approx(1.0 / 4));
  CHECK(star.weight(0, 0) == Approx(1.0 / 4));
  CHECK(star.weight(1, 1) == Approx(3.0 / 4));
  CHECK(star.weight(2, 3) == Approx(1.0 / 3));
  CHECK(star.weight(2, 2) == Approx(1.0 - 1.0 / 4 - 1.0 / 3));
  CHECK(star.weight(1, 2) == 0.0);
  for (std::size_t i = 0; i < 4; ++i) {
    double row = 0.0;
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(star.weight(i, j) == star.weight(j, i));
      row += star.weight(i, j);
    }
    CHECK(row == Approx(1.0));
  }
}

TEST_CASE("mixing: a path's spectral gap is 1/3 (2 - 2 cos(pi / n))") {
  for (const std::size_t n : {3U, 10U, 25U}) {
    const double expected = 2.0 / 3.0 * (1.0 - std::cos(std::numbers::pi / static_cast<double>(n)));
    CHECK(MixingMatrix(path(n)).spectral_gap() == Approx(expected).epsilon(1e-7));
  }
}

TEST_CASE("mixing: one worker alone, or two apart, mix nothing") {
  CHECK(MixingMatrix(Graph(1)).spectral_gap() == 1.0);
  CHECK(MixingMatrix(Graph(2)).spectral_gap() == Approx(0.0).margin(1e-12));
  CHECK_FALSE(Graph(2).is_connected());
}

TEST_CASE("mixing: the product is the matrix' product") {
  const MixingMatrix matrix(path(4));
  const std::vector<double> v{1.0, -2.0, 0.5, 4.0};
  const std::vector<double> product = matrix.times(v);
  for (std::size_t i = 0; i < 4; ++i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < 4; ++j) {
      sum += matrix.weight(i, j) * v[j];
    }
    CHECK(product[i] == Approx(sum));
  }
}
