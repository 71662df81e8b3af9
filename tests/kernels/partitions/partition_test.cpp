#include "kernels/partitions/partition.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/support/statistics.hpp"

using namespace simgrad;

TEST_CASE("proportional_ends: shares of a total, rounded down, the last takes the rest") {
  const std::vector<double> weights{std::log(1.0), std::log(2.0), std::log(1.0)};
  CHECK(proportional_ends(weights, 10) == std::vector<std::size_t>{2, 7, 10});
}

TEST_CASE("proportional_ends: a weight of -infinity gets nothing") {
  const double none = -std::numeric_limits<double>::infinity();
  CHECK(proportional_ends(std::vector<double>{none, 0.0, none, 0.0}, 8) ==
        std::vector<std::size_t>{0, 4, 4, 8});
}

TEST_CASE("proportional_ends: weights that underflow as plain numbers keep their ratio") {
  CHECK(proportional_ends(std::vector<double>{-5000.0, -5000.0 + std::log(3.0)}, 100) ==
        std::vector<std::size_t>{25, 100});
}

TEST_CASE(
    "log_dirichlet: shares of K nodes have mean 1/K and variance (K-1) / (K^2 (K alpha + 1))") {
  Stream stream(1, Purpose::kTest);
  for (const double alpha : {0.05, 0.5, 5.0}) {
    std::vector<double> shares;
    for (int i = 0; i < 20'000; ++i) {
      const auto logarithms = log_dirichlet(alpha, 4, stream);
      const double largest = *std::max_element(logarithms.begin(), logarithms.end());
      double sum = 0.0;
      for (const double logarithm : logarithms) {
        sum += std::exp(logarithm - largest);
      }
      shares.push_back(std::exp(logarithms[0] - largest) / sum);
    }
    CAPTURE(alpha);
    const auto found = test::moments(shares);
    CHECK(std::abs(found.mean - 0.25) < 4.0 * found.standard_error);
    CHECK(found.variance == Approx(3.0 / (16.0 * (4.0 * alpha + 1.0))).epsilon(0.05));
  }
}

TEST_CASE("cut: each node's part ascending") {
  const std::vector<std::uint32_t> order{4, 1, 0, 3, 2};
  CHECK(cut(order, std::vector<std::size_t>{2, 2, 5}) == Assignment{{1, 4}, {}, {0, 2, 3}});
  CHECK_THROWS_AS(cut(order, std::vector<std::size_t>{2, 4}), BrokenInvariant);
}

TEST_CASE("partitions: the registry is sorted by name and every component says what it is") {
  std::string_view last;
  for (const auto* info : partitions()) {
    CHECK(info->name > last);
    CHECK(info->family == "partition");
    CHECK_FALSE(info->summary.empty());
    last = info->name;
  }
}
