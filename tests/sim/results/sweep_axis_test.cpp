#include "sim/results/sweep_axis.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

std::vector<AxisSetting> labelled(const std::vector<std::string>& labels) {
  std::vector<AxisSetting> values;
  for (const std::string& label : labels) {
    values.push_back({label, 1.0});
  }
  return values;
}

TEST_CASE("unit_of_labels: what people wrote behind the numbers") {
  CHECK(unit_of_labels(labelled({"1 ms", "20 s", "3 min", "1.5 us"})) == Unit::kSeconds);
  CHECK(unit_of_labels(labelled({"100 Mbit/s", "1e3 kB/s"})) == Unit::kBytesPerSecond);
  CHECK(unit_of_labels(labelled({"64KiB", "1 GB"})) == Unit::kBytes);
  CHECK(unit_of_labels(labelled({"0.1", "5"})) == Unit::kNone);
  CHECK(unit_of_labels(labelled({"1 ms", "2"})) == Unit::kNone);
  CHECK(unit_of_labels(labelled({"10 Gflop/s"})) == Unit::kNone);
  CHECK(unit_of_labels({}) == Unit::kNone);
}

TEST_CASE("is_logarithmic: where values span more than a factor of 20, evenly as ratios") {
  CHECK(is_logarithmic({1, 5, 25}));
  CHECK(is_logarithmic({0.001, 0.02, 0.4}));
  CHECK_FALSE(is_logarithmic({1, 2, 4, 8}));
  CHECK_FALSE(is_logarithmic({1, 10, 20, 30, 40}));
  CHECK_FALSE(is_logarithmic({0, 1, 100}));
  CHECK_FALSE(is_logarithmic({-1, 100}));
  CHECK_FALSE(is_logarithmic({}));
}

TEST_CASE("sweep_axes: an axis is named by the end of its key") {
  SweepResults results;
  results.axes = {"strategy.batch_size", "failure[0].time_to_failure.mean", "seed", "mean"};
  const auto axes = sweep_axes(results);
  CHECK(axes[0].name == "batch_size");
  CHECK(axes[1].name == "time_to_failure.mean");
  CHECK(axes[2].name == "seed");
  CHECK(axes[3].name == "mean");
}

TEST_CASE("sweep_axes: values by number or as they come, and points as words") {
  SweepResults results;
  results.axes = {"platform.latency", "strategy", "link.latency"};
  results.points = {{{"20 ms", 0.02}, {"ring"}, {"1", 1.0}},
                    {{"1 ms", 0.001}, {"ring"}, {"1", 1.0}},
                    {{"1 ms", 0.001}, {"all"}, {"1", 1.0}}};
  const auto axes = sweep_axes(results);
  REQUIRE(axes.size() == 3);
  CHECK(axes[0].name == "platform.latency");  // two end in "latency"
  CHECK(axes[1].name == "strategy");
  CHECK(axes[0].is_numeric);
  CHECK_FALSE(axes[1].is_numeric);
  CHECK(axes[0].unit == Unit::kSeconds);
  REQUIRE(axes[0].values.size() == 2);
  CHECK(axes[0].values[0].label == "1 ms");
  CHECK(axes[0].value_of_point == std::vector<std::size_t>{1, 0, 0});
  CHECK(axes[1].values[0].label == "ring");
  CHECK(point_label(axes, 2) == "platform.latency 1 ms, strategy all, link.latency 1");
  CHECK(point_label({}, 0) == "the only point");
}

}  // namespace
}  // namespace simgrad
