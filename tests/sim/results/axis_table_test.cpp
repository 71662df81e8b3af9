#include "sim/results/axis_table.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

/// Two values of "a" by two of "b", one run each; run i took i + 1 seconds.
SweepResults example() {
  SweepResults results;
  results.axes = {"x.a", "x.b"};
  for (const char* b : {"p", "q"}) {
    for (const double a : {1.0, 2.0}) {
      results.points.push_back({{std::to_string(static_cast<int>(a)), a}, {b}});
    }
  }
  results.runs.resize(4);
  for (std::size_t i = 0; i < 4; ++i) {
    RunResult& run = results.runs[i];
    run.point = static_cast<std::int64_t>(i);
    run.status = "finished";
    run.evaluations.resize(1);
    run.end_s = static_cast<double>(i + 1);
  }
  return results;
}

const SweepMetric kEnd{"simulated end", Unit::kSeconds, &RunResult::end_s, &RunResult::end_s,
                       "infinite"};

TEST_CASE("axis_table: a cell for each pair of values, pooled over other axes") {
  const SweepResults results = example();
  const auto axes = sweep_axes(results);
  const AxisTable pairs = axis_table(results, axes, 0, 1, kEnd);
  REQUIRE(pairs.rows.size() == 2);
  CHECK(pairs.rows[1][0].runs == std::vector<std::size_t>{2});
  CHECK(pairs.rows[1][0].estimate.median == 3.0);
  const AxisTable pooled = axis_table(results, axes, 0, std::nullopt, kEnd);
  REQUIRE(pooled.rows.size() == 1);
  CHECK(pooled.rows[0][1].runs == std::vector<std::size_t>{1, 3});
  CHECK(pooled.rows[0][1].estimate.median == 3.0);
  CHECK(axis_caption(axes, pooled, "band").find("those with different b put together") !=
        std::string::npos);
}

TEST_CASE("axis_table: runs that do not count, and other rungs, give no estimate") {
  SweepResults results = example();
  results.runs[0].status = "running";
  results.runs[1].rung = 1;
  const AxisTable table = axis_table(results, sweep_axes(results), 0, 1, kEnd);
  CHECK(table.rows[0][0].runs.empty());
  CHECK(table.rows[0][0].others == std::vector<std::size_t>{0});
  CHECK(table.rows[0][0].estimate.n == 0);
  CHECK(table.rows[0][1].runs.empty());
  CHECK(table.rows[0][1].others.empty());
}

TEST_CASE("metric_axis: by ratios where times differ by more than 20, losses by more than 1000") {
  SweepResults results = example();
  const auto axes = sweep_axes(results);
  const auto axis_of = [&](Unit unit) {
    SweepMetric metric = kEnd;
    metric.unit = unit;
    return metric_axis(metric, axis_table(results, axes, 0, 1, metric));
  };
  CHECK_FALSE(axis_of(Unit::kSeconds).logarithmic);
  CHECK(axis_of(Unit::kSeconds).from_zero);
  results.runs[3].end_s = 100.0;
  CHECK(axis_of(Unit::kSeconds).logarithmic);
  CHECK_FALSE(axis_of(Unit::kNone).logarithmic);
  results.runs[3].end_s = 1e9;
  CHECK(axis_of(Unit::kNone).logarithmic);
  CHECK_FALSE(axis_of(Unit::kFraction).logarithmic);
}

TEST_CASE("all_sweep_metrics: what is known of runs that count, none twice") {
  SweepResults results = example();
  results.runs[0].last_loss = kNever;
  results.runs[0].best_accuracy = 0.5;
  results.target.accuracy = 0.4;
  std::vector<std::string> labels;
  for (const SweepMetric& metric : all_sweep_metrics(results)) {
    labels.push_back(metric.label);
  }
  CHECK(labels == std::vector<std::string>{"time to 40 % accuracy", "best accuracy",
                                           "rounds to 40 % accuracy", "bytes to 40 % accuracy",
                                           "last loss", "simulated end", "bytes in all", "failures",
                                           "wall time"});
}

}  // namespace
}  // namespace simgrad
