#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("uniform: draws lie between minimum and maximum, a quarter in the first quarter") {
  const auto uniform =
      test::distribution("uniform", {{"minimum", test::real(2.0)}, {"maximum", test::real(6.0)}});
  const auto draws = test::draws_of(*uniform);
  CHECK(*std::min_element(draws.begin(), draws.end()) >= 2.0);
  CHECK(*std::max_element(draws.begin(), draws.end()) < 6.0);
  CHECK(test::fraction_up_to(draws, 3.0) ==
        Approx(0.25).margin(test::four_errors(0.25, draws.size())));
  CHECK(uniform->mean() == 4.0);
  CHECK(test::mean_agrees(*uniform));
}

TEST_CASE("uniform: minimum equal to maximum is that value") {
  const auto uniform =
      test::distribution("uniform", {{"minimum", test::real(3.0)}, {"maximum", test::real(3.0)}});
  Stream stream(1, Purpose::kTest);
  CHECK(uniform->draw(stream) == 3.0);
}

TEST_CASE("uniform: minimum above maximum is an error with both values") {
  CHECK_THROWS_WITH(
      test::distribution("uniform", {{"minimum", test::real(2.0)}, {"maximum", test::real(1.0)}}),
      "distribution uniform: expected minimum <= maximum, found 2.000000 s and "
      "1.000000 s");
}
