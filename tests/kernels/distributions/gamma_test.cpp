#include <cmath>

#include <catch2/catch.hpp>

#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("gamma: the mean is as given, the standard deviation mean / sqrt(shape)") {
  for (const double shape : {0.5, 1.0, 4.0, 100.0}) {
    const auto gamma =
        test::distribution("gamma", {{"shape", test::real(shape)}, {"mean", test::real(30.0)}});
    CAPTURE(shape);
    CHECK(gamma->mean() == 30.0);
    CHECK(test::mean_agrees(*gamma));
    const double variance = test::moments(test::draws_of(*gamma)).variance;
    CHECK(variance == Approx(30.0 * 30.0 / shape).epsilon(0.1));
  }
}

TEST_CASE("gamma: shape 2 is two exponential stages, P(X <= mean) = 1 - 3 e^-2") {
  const auto gamma =
      test::distribution("gamma", {{"shape", test::real(2.0)}, {"mean", test::real(5.0)}});
  const double expected = 1.0 - 3.0 * std::exp(-2.0);
  const auto draws = test::draws_of(*gamma);
  CHECK(test::fraction_up_to(draws, 5.0) ==
        Approx(expected).margin(test::four_errors(expected, draws.size())));
}
