#include "tests/support/topology.hpp"

using namespace simgrad;

TEST_CASE("topology complete: every share is 1/n, spectral gap 1") {
  for (const std::size_t n : {2U, 3U, 9U}) {
    const MixingMatrix matrix = test::mixing("complete", n);
    test::check_sound(matrix);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        CHECK(matrix.weight(i, j) == Approx(1.0 / static_cast<double>(n)));
      }
    }
    CHECK(matrix.spectral_gap() == Approx(1.0));
  }
}
