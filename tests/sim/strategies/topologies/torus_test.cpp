#include <cmath>
#include <numbers>

#include "tests/support/error_text.hpp"
#include "tests/support/topology.hpp"

using namespace simgrad;

TEST_CASE("topology torus: most square, degree 4, eigenvalues 1/5 (1 + 2 cos a + 2 cos b)") {
  struct Case {
    std::size_t n, rows, columns;
  };
  for (const Case& each : {Case{9, 3, 3}, Case{12, 3, 4}, Case{16, 4, 4}, Case{20, 4, 5}}) {
    const MixingMatrix matrix = test::mixing("torus", each.n);
    test::check_sound(matrix);
    double largest = 0.0;
    for (std::size_t r = 0; r < each.rows; ++r) {
      for (std::size_t c = 0; c < each.columns; ++c) {
        const double a = 2 * std::numbers::pi * double(r) / double(each.rows);
        const double b = 2 * std::numbers::pi * double(c) / double(each.columns);
        const double eigenvalue = (1 + 2 * std::cos(a) + 2 * std::cos(b)) / 5;
        largest = r + c == 0 ? largest : std::max(largest, std::abs(eigenvalue));
      }
    }
    INFO(each.n);
    CHECK(matrix.graph().degree(0) == 4);
    CHECK(matrix.spectral_gap() == Approx(1.0 - largest).epsilon(1e-7));
  }
}

TEST_CASE("topology torus: of two rows has neighbours above and below once") {
  const MixingMatrix matrix = test::mixing("torus", 6);
  test::check_sound(matrix);
  CHECK(matrix.graph().neighbours(0) == std::vector<std::size_t>{1, 2, 3});
  CHECK(test::mixing("torus", 4).graph().neighbours(0) == std::vector<std::size_t>{1, 2});
}

TEST_CASE("topology torus: a prime number of workers is refused, and told what would do") {
  CHECK(error_text([] {
          (void)test::mixing("torus", 7);
        }) ==
        "torus: a number of workers that is a product of two numbers above 1 was expected, "
        "there are 7; use ring");
}
