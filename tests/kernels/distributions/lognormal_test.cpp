#include <cmath>

#include <catch2/catch.hpp>

#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("lognormal: half of the draws are below the median, 84 % below median * e^sigma") {
  const auto lognormal =
      test::distribution("lognormal", {{"median", test::real(20.0)}, {"sigma", test::real(0.5)}});
  const auto draws = test::draws_of(*lognormal);
  CHECK(test::fraction_up_to(draws, 20.0) ==
        Approx(0.5).margin(test::four_errors(0.5, draws.size())));
  CHECK(test::fraction_up_to(draws, 20.0 * std::exp(0.5)) ==
        Approx(0.84134).margin(test::four_errors(0.84134, draws.size())));
}

TEST_CASE("lognormal: the mean is median * e^(sigma^2 / 2)") {
  const auto lognormal =
      test::distribution("lognormal", {{"median", test::real(20.0)}, {"sigma", test::real(0.8)}});
  CHECK(lognormal->mean() == Approx(20.0 * std::exp(0.32)));
  CHECK(test::mean_agrees(*lognormal));
}

TEST_CASE("lognormal: sigma 0 is the median") {
  const auto lognormal =
      test::distribution("lognormal", {{"median", test::real(20.0)}, {"sigma", test::real(0.0)}});
  Stream stream(1, Purpose::kTest);
  CHECK(lognormal->draw(stream) == 20.0);
}

TEST_CASE("lognormal: a shift is the least draw and moves the mean") {
  const auto lognormal = test::distribution(
      "lognormal",
      {{"median", test::real(0.2)}, {"sigma", test::real(1.5)}, {"shift", test::real(1.0)}});
  CHECK(lognormal->mean() == Approx(1.0 + 0.2 * std::exp(1.125)));
  CHECK(test::mean_agrees(*lognormal));
  const auto draws = test::draws_of(*lognormal);
  CHECK(test::fraction_up_to(draws, 1.0) == 0.0);
  CHECK(test::fraction_up_to(draws, 1.2) ==
        Approx(0.5).margin(test::four_errors(0.5, draws.size())));
}
