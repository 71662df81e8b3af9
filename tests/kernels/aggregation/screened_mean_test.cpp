#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/support/arguments.hpp"

using namespace simgrad;

namespace {

using Numbers = std::vector<float>;

struct Answer {
  Numbers mean;
  std::size_t counted = 0;
};

Answer combined(const AggregationRule& rule, const std::vector<Numbers>& updates,
                const std::vector<double>& weights) {
  std::vector<const float*> pointers;
  for (const Numbers& update : updates) {
    pointers.push_back(update.data());
  }
  Answer answer{Numbers(updates.front().size()), 0};
  answer.counted = rule.combine(pointers, weights, answer.mean);
  return answer;
}

Answer screened(const std::vector<Numbers>& updates, const std::vector<double>& weights,
                const std::string& reject = "norm", double norm_factor = 3.0) {
  const auto* info = find_component(aggregations(), "screened_mean");
  Arguments arguments = test::arguments_for(*info, {{"reject", reject}});
  if (reject == "norm") {
    arguments.set("norm_factor", norm_factor);
  }
  return combined(*info->make(arguments), updates, weights);
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("screened_mean: where all pass it is the weighted mean, bit by bit") {
  const std::vector<Numbers> updates{{0.1F, 0.7F}, {0.3F, -0.2F}, {-0.5F, 0.9F}};
  const auto* plain = find_component(aggregations(), "weighted_mean");
  const Answer expected = combined(*plain->make(Arguments{}), updates, {1.0, 3.0, 5.0});
  const Answer answer = screened(updates, {1.0, 3.0, 5.0});
  CHECK(answer.mean == expected.mean);
  CHECK(answer.counted == 3);
}

TEST_CASE("screened_mean: what is not finite is left out, with its weight") {
  for (const float bad : {kNan, std::numeric_limits<float>::infinity()}) {
    const Answer answer =
        screened({{4.0F, 1.0F}, {bad, 0.0F}, {8.0F, 5.0F}}, {1.0, 9.0, 3.0}, "not_finite");
    CHECK(answer.mean == Numbers{7.0F, 4.0F});
    CHECK(answer.counted == 2);
  }
}

TEST_CASE("screened_mean: a norm above so many times the median is left out") {
  const std::vector<Numbers> updates{{3.0F, 4.0F}, {0.0F, 5.0F}, {15.0F, 0.0F}, {0.0F, 16.0F}};
  const std::vector<double> weights(4, 1.0);
  CHECK(screened(updates, weights).counted == 3);  // the median is 5: 15 passes, 16 does not
  CHECK(screened(updates, weights).mean == Numbers{6.0F, 3.0F});
  CHECK(screened(updates, weights, "norm", 2.0).counted == 2);
  CHECK(screened(updates, weights, "not_finite").counted == 4);
}

TEST_CASE("screened_mean: if none passes all count, and divergence shows") {
  const Answer answer = screened({{kNan}, {kNan}}, {1.0, 1.0});
  CHECK(answer.counted == 2);
  CHECK(std::isnan(answer.mean[0]));
}

TEST_CASE("screened_mean: a device tells how many of how many updates counted") {
  const auto* info = find_component(aggregations(), "screened_mean");
  const auto device = make_cpu_device({.threads = 1});
  const Value mean = device->submit(Aggregation{
      info->make(test::arguments_for(*info)),
      {device->upload(Numbers{1.0F}), device->upload(Numbers{kNan}), device->upload(Numbers{2.0F})},
      {1.0, 1.0, 1.0}});
  CHECK(device->statistics(mean).correct == 2);
  CHECK(device->statistics(mean).samples == 3);
}
