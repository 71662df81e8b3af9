#include "sim/results/point_summary.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

RunResult run(std::int64_t point, double time_s, double end_s, std::int64_t rung = 0) {
  RunResult result;
  result.point = point;
  result.rung = rung;
  result.status = "finished";
  result.evaluations = {{.simulated_s = end_s}};
  result.time_to_target_s = time_s;
  result.end_s = end_s;
  return result;
}

TEST_CASE("estimate: median, mean and interval of what is known") {
  const Estimate known = estimate({4.0, kNotANumber, 2.0, 9.0});
  CHECK(known.n == 3);
  CHECK(known.median == 4.0);
  CHECK(known.mean == 5.0);
  CHECK(known.at_least == 4.0);
  REQUIRE(known.interval);
  CHECK(known.interval->low == 2.0);
  CHECK(known.interval->high == 9.0);
}

TEST_CASE("estimate: one value has no interval, none has nothing") {
  CHECK(estimate({3.0}).median == 3.0);
  CHECK_FALSE(estimate({3.0}).interval);
  CHECK(estimate({}).n == 0);
  CHECK(std::isnan(estimate({kNotANumber}).median));
}

TEST_CASE("estimate_censored: half of the runs never there: the median is more than was waited") {
  const Estimate half = estimate_censored({10.0, kNever, 20.0, kNever}, {15.0, 30.0, 25.0, 40.0});
  CHECK(half.median == kNever);
  CHECK(half.at_least == 25.0);  // of 10, 30, 20, 40
  const Estimate third = estimate_censored({10.0, kNever, 20.0}, {15.0, 30.0, 25.0});
  CHECK(third.median == 20.0);
  CHECK(third.at_least == 20.0);
  CHECK(third.mean == kNever);
}

TEST_CASE("summarise_points: every run of a point is counted, with results or without") {
  SweepResults results;
  results.points.resize(2);
  RunResult failed = run(0, kNever, 0.0);
  failed.status = "failed";
  failed.evaluations.clear();
  RunResult running = run(1, 5.0, 6.0);
  running.status = "running";
  RunResult lost = run(0, kNever, 7.0);
  lost.status = "failed";  // the simulated world came to its end: a result
  lost.critical_path_shares.compute_s = 1.0;
  RunResult stray = run(-1, 1.0, 2.0);
  results.runs = {run(0, 5.0, 6.0), failed, run(1, 3.0, 8.0), running, lost, stray};
  results.runs[0].critical_path_shares.compute_s = 2.0;

  const auto summaries = summarise_points(results);
  REQUIRE(summaries.size() == 2);
  CHECK(summaries[0].runs == std::vector<std::size_t>{0, 4});
  CHECK(summaries[0].not_counted == 1);
  CHECK(summaries[0].reached == 1);
  CHECK(summaries[0].time_to_target_s.median == kNever);
  CHECK(summaries[0].time_to_target_s.at_least == 6.0);  // of 5 and 7
  CHECK(summaries[0].critical_path_shares.compute_s == 1.5);
  CHECK(summaries[1].runs == std::vector<std::size_t>{2});
  CHECK(summaries[1].not_counted == 1);
  CHECK(summaries[1].time_to_target_s.median == 3.0);
}

TEST_CASE("summarise_points: rungs are kept apart, the last first") {
  SweepResults results;
  results.points.resize(2);
  results.runs = {run(0, 5.0, 6.0), run(1, 4.0, 6.0), run(1, 3.0, 18.0, 1)};
  results.compared_rung = 1;
  const auto summaries = summarise_points(results);
  REQUIRE(summaries.size() == 3);
  CHECK(summaries[0].rung == 1);
  CHECK(summaries[0].point == 1);
  CHECK(summaries[0].time_to_target_s.median == 3.0);
  CHECK(summaries[1].point == 0);
  CHECK(summaries[2].time_to_target_s.median == 4.0);
}

}  // namespace
}  // namespace simgrad
