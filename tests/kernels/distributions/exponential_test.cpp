#include <cmath>

#include <catch2/catch.hpp>

#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("exponential: the mean is the parameter") {
  const auto exponential = test::distribution("exponential", {{"mean", test::real(7200.0)}});
  CHECK(exponential->mean() == 7200.0);
  CHECK(test::mean_agrees(*exponential));
}

TEST_CASE("exponential: half of the draws are below mean * ln 2") {
  const auto exponential = test::distribution("exponential", {{"mean", test::real(10.0)}});
  const auto draws = test::draws_of(*exponential);
  CHECK(test::fraction_up_to(draws, 10.0 * std::log(2.0)) ==
        Approx(0.5).margin(test::four_errors(0.5, draws.size())));
}
