#include <cmath>
#include <numbers>

#include "tests/support/topology.hpp"

using namespace simgrad;

TEST_CASE("topology ring: two neighbours each, spectral gap 1 - (1/3 + 2/3 cos(2 pi / n))") {
  for (const std::size_t n : {4U, 5U, 8U, 16U, 33U}) {
    const MixingMatrix matrix = test::mixing("ring", n);
    test::check_sound(matrix);
    for (std::size_t i = 0; i < n; ++i) {
      CHECK(matrix.graph().degree(i) == 2);
      CHECK(matrix.weight(i, (i + 1) % n) == 1.0 / 3);
    }
    const double second = 1.0 / 3 + 2.0 / 3 * std::cos(2 * std::numbers::pi / double(n));
    CHECK(matrix.spectral_gap() == Approx(1.0 - second).epsilon(1e-7));
  }
}

TEST_CASE("topology ring: one worker has no neighbour, two have each other once") {
  CHECK(test::mixing("ring", 1).graph().degree(0) == 0);
  CHECK(test::mixing("ring", 2).weight(0, 1) == 0.5);
}
