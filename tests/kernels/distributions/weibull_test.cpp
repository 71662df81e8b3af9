#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("weibull: given its mean, the mean is that") {
  for (const double shape : {0.7, 1.0, 3.0}) {
    const auto weibull =
        test::distribution("weibull", {{"shape", test::real(shape)}, {"mean", test::real(100.0)}});
    CAPTURE(shape);
    CHECK(weibull->mean() == Approx(100.0));
    CHECK(test::mean_agrees(*weibull));
  }
}

TEST_CASE("weibull: 1 - 1/e of the draws are below the scale, whatever the shape") {
  for (const double shape : {0.7, 2.0}) {
    const auto weibull =
        test::distribution("weibull", {{"shape", test::real(shape)}, {"scale", test::real(5.0)}});
    CAPTURE(shape);
    const double expected = 1.0 - std::exp(-1.0);
    const auto draws = test::draws_of(*weibull);
    CHECK(test::fraction_up_to(draws, 5.0) ==
          Approx(expected).margin(test::four_errors(expected, draws.size())));
    CHECK(
        test::fraction_up_to(draws, 2.5) ==
        Approx(1.0 - std::exp(-std::pow(0.5, shape))).margin(test::four_errors(0.5, draws.size())));
    CHECK(test::mean_agrees(*weibull));
  }
}

TEST_CASE("weibull: shape 1/2 has mean 2 * scale") {
  const auto weibull =
      test::distribution("weibull", {{"shape", test::real(0.5)}, {"scale", test::real(3.0)}});
  CHECK(weibull->mean() == Approx(6.0));  // Γ(3) = 2
}

TEST_CASE("weibull: neither or both of mean and scale is an error") {
  CHECK_THROWS_WITH(test::distribution("weibull", {{"shape", test::real(1.0)}}),
                    "distribution weibull: expected either mean or scale, found neither");
  CHECK_THROWS_WITH(test::distribution("weibull", {{"shape", test::real(1.0)},
                                                   {"mean", test::real(1.0)},
                                                   {"scale", test::real(1.0)}}),
                    "distribution weibull: expected either mean or scale, found both");
}
