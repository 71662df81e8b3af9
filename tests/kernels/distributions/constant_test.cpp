#include <catch2/catch.hpp>

#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("constant: every draw and the mean are the value") {
  const auto constant = test::distribution("constant", {{"value", test::real(2.5)}});
  for (const double draw : test::draws_of(*constant)) {
    REQUIRE(draw == 2.5);
  }
  CHECK(constant->mean() == 2.5);
}
