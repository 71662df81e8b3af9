#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/aggregation/aggregation.hpp"
#include "kernels/rng.hpp"
#include "tests/support/arguments.hpp"
#include "tests/support/reference_network.hpp"

using namespace simgrad;

namespace {

using Updates = std::vector<std::vector<float>>;

std::vector<float> weighted_mean(const Updates& updates, const std::vector<double>& weights) {
  const auto* info = find_component(aggregations(), "weighted_mean");
  REQUIRE(info != nullptr);
  std::vector<const float*> pointers;
  for (const std::vector<float>& update : updates) {
    pointers.push_back(update.data());
  }
  std::vector<float> out(updates.empty() ? 1 : updates.front().size(), -9.0F);
  info->make(test::arguments_for(*info))->combine(pointers, weights, out);
  return out;
}

Updates random_updates(std::size_t clients, std::size_t parameters, Stream& stream) {
  Updates updates(clients, std::vector<float>(parameters));
  for (std::vector<float>& update : updates) {
    for (float& w : update) {
      w = static_cast<float>(stream.normal());
    }
  }
  return updates;
}

}  // namespace

TEST_CASE("weighted_mean: weights 1 and 3 of 4 and 8 give 7") {
  CHECK(weighted_mean({{4.0F, -4.0F}, {8.0F, 0.0F}}, {1.0, 3.0}) ==
        std::vector<float>{7.0F, -1.0F});
}

TEST_CASE("weighted_mean: agrees with a double loop on random updates and weights") {
  Stream stream(1, Purpose::kTest);
  for (const std::size_t parameters : {1U, 15U, 1023U, 1024U, 1025U, 5000U}) {
    const std::size_t clients = 1 + stream.below(12);
    const Updates updates = random_updates(clients, parameters, stream);
    std::vector<double> weights(clients);
    double total = 0.0;
    for (double& weight : weights) {
      weight = 1.0 + static_cast<double>(stream.below(1000));
      total += weight;
    }
    std::vector<double> expected(parameters, 0.0);
    for (std::size_t k = 0; k < clients; ++k) {
      for (std::size_t i = 0; i < parameters; ++i) {
        expected[i] += weights[k] * static_cast<double>(updates[k][i]) / total;
      }
    }
    // One rounding to float: half a unit in the last place.
    CHECK(test::mismatch(weighted_mean(updates, weights), expected, 1e-12, 6e-8) <= 1.0);
  }
}

TEST_CASE("weighted_mean: equal weights give the plain mean, whatever their size") {
  Stream stream(2, Purpose::kTest);
  const Updates updates = random_updates(8, 300, stream);
  std::vector<double> mean(300, 0.0);
  for (const std::vector<float>& update : updates) {
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += static_cast<double>(update[i]) / 8.0;
    }
  }
  const std::vector<float> one = weighted_mean(updates, std::vector<double>(8, 1.0));
  CHECK(test::mismatch(one, mean, 1e-12, 6e-8) <= 1.0);
  CHECK(one == weighted_mean(updates, std::vector<double>(8, 600.0)));
}

TEST_CASE("weighted_mean: one update is itself to the last bit, whatever its weight") {
  Stream stream(3, Purpose::kTest);
  const Updates updates = random_updates(1, 3000, stream);
  CHECK(weighted_mean(updates, {0.3}) == updates[0]);
  CHECK(weighted_mean(updates, {6000.0}) == updates[0]);
}

TEST_CASE("weighted_mean: equal updates are themselves to the last bit") {
  Stream stream(4, Purpose::kTest);
  const std::vector<float> update = random_updates(1, 3000, stream)[0];
  CHECK(weighted_mean(Updates(7, update), {1.0, 2.0, 3.0, 5.0, 7.0, 11.0, 13.0}) == update);
}

TEST_CASE("weighted_mean: a diverged update shows in the mean") {
  const auto mean = weighted_mean({{1.0F, 1.0F}, {NAN, INFINITY}}, {1.0, 1.0});
  CHECK(std::isnan(mean[0]));
  CHECK(std::isinf(mean[1]));
}

TEST_CASE("weighted_mean: no update, or a weight too few, is a broken invariant") {
  CHECK_THROWS_AS(weighted_mean({}, {}), BrokenInvariant);
  CHECK_THROWS_AS(weighted_mean({{1.0F}, {2.0F}}, {1.0}), BrokenInvariant);
}
