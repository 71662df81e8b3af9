#include "sim/results/statistics.hpp"

#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"

namespace simgrad {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST_CASE("quantile: between two values it is linear, as numpy's default") {
  // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, .025, .3, .5, .975, 1])
  const std::vector<double> values{3, 1, 4, 1, 5, 9, 2, 6};
  CHECK(quantile(values, 0.0) == 1.0);
  CHECK(quantile(values, 0.025) == 1.0);
  CHECK(quantile(values, 0.3) == Approx(2.1));
  CHECK(median(values) == 3.5);
  CHECK(quantile(values, 0.975) == Approx(8.475));
  CHECK(quantile(values, 1.0) == 9.0);
  CHECK(mean(values) == 3.875);
}

TEST_CASE("median: with half or more of the values infinite it is infinite, never NaN") {
  CHECK(median(std::vector{1.0, kInfinity, 2.0}) == 2.0);
  CHECK(median(std::vector{1.0, kInfinity}) == kInfinity);
  CHECK(median(std::vector{1.0, 2.0, kInfinity, kInfinity}) == kInfinity);
  CHECK(median(std::vector{kInfinity, kInfinity}) == kInfinity);
  CHECK_THROWS_AS(median({}), BrokenInvariant);
  CHECK_THROWS_AS(mean({}), BrokenInvariant);
}

TEST_CASE("bootstrap_interval: small samples have the quantiles of all possible resamples") {
  // All 4^4 resamples of 1, 2, 4, 8 enumerated: means 1.5 to 6.5, medians 1 to 8.
  const std::vector<double> values{1, 2, 4, 8};
  const auto of_mean = bootstrap_interval(values, mean);
  REQUIRE(of_mean);
  CHECK(of_mean->low == Approx(1.5).margin(0.26));
  CHECK(of_mean->high == Approx(6.5).margin(0.51));
  // Two hundred thousand resamples by Python's random.choices: 13.5, 22.625.
  const auto of_eight =
      bootstrap_interval(std::vector<double>{10, 11, 13, 14, 20, 22, 23, 30}, mean);
  REQUIRE(of_eight);
  CHECK(of_eight->low == Approx(13.5).margin(0.3));
  CHECK(of_eight->high == Approx(22.625).margin(0.3));
}

TEST_CASE("bootstrap_interval: of three values it is their range, of one there is none") {
  const auto interval = bootstrap_interval(std::vector<double>{3, 1, 2}, mean);
  REQUIRE(interval);
  CHECK(interval->low == 1.0);
  CHECK(interval->high == 3.0);
  CHECK_FALSE(bootstrap_interval(std::vector{1.0}, mean));
  CHECK_FALSE(bootstrap_interval({}, mean));
}

TEST_CASE("bootstrap_interval: a value that never came leaves the interval open above") {
  const auto interval = bootstrap_interval(std::vector{1.0, 2.0, kInfinity}, median);
  REQUIRE(interval);
  CHECK(interval->low == 1.0);
  CHECK(interval->high == kInfinity);
}

TEST_CASE("bootstrap_interval: the same values give the same interval again") {
  const std::vector<double> values{0.3, 0.1, 0.7, 0.2, 0.9};
  CHECK(bootstrap_interval(values, mean)->low == bootstrap_interval(values, mean)->low);
  CHECK(bootstrap_interval(values, mean)->high == bootstrap_interval(values, mean)->high);
}

TEST_CASE("paired_t_test: p agrees with the density of Student's t integrated numerically") {
  // Simpson's rule with 400,000 steps over (1 + x²/ν)^(−(ν + 1)/2), normalised by gamma functions.
  CHECK(paired_t_test(std::vector<double>{1, 2}) == Approx(0.2048327646991499));
  CHECK(paired_t_test(std::vector<double>{10, 11, 12}) == Approx(0.002743489394454346));
  CHECK(paired_t_test(std::vector<double>{1, -2, 3, 4}) == Approx(0.33925405085644234));
  CHECK(paired_t_test(std::vector{0.3, 0.1, -0.2, 0.5, 0.4, 0.2}) == Approx(0.08562160527972562));
  CHECK(paired_t_test(std::vector<double>{1, 2, 3, 4, -1, 0.5, 2.5, -3}) ==
        Approx(0.20542869172851042));
}

TEST_CASE("paired_t_test: no difference is no evidence, the same difference always is") {
  CHECK(paired_t_test(std::vector<double>{0, 0, 0}) == 1.0);
  CHECK(paired_t_test(std::vector<double>{1, -1}) == 1.0);
  CHECK(paired_t_test(std::vector<double>{2, 2, 2}) == 0.0);
  CHECK(paired_t_test(std::vector<double>{2}) == 1.0);
}

}  // namespace
}  // namespace simgrad
