#include "sim/report/comparison.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

struct Times {
  std::vector<AxisSetting> settings;
  std::vector<double> times_s;  // under seeds 1, 2, …; each run ends at 100 s
};

SweepResults sweep(const std::vector<std::string>& axes, const std::vector<Times>& points) {
  SweepResults results;
  results.axes = axes;
  for (const Times& point : points) {
    for (std::size_t i = 0; i < point.times_s.size(); ++i) {
      RunResult run;
      run.point = static_cast<std::int64_t>(results.points.size());
      run.seed = std::to_string(i + 1);
      run.status = "finished";
      run.evaluations.resize(1);
      run.time_to_target_s = point.times_s[i];
      run.end_s = 100.0;
      results.runs.push_back(run);
    }
    results.points.push_back(point.settings);
  }
  return results;
}

std::vector<Comparison> compare_times(const SweepResults& results) {
  return compare_points(results, summarise_points(results), &RunResult::time_to_target_s,
                        &RunResult::end_s);
}

TEST_CASE("compare_points: pairs of the same seed, to minus from, beyond the noise") {
  // Differences 10, 11, 12 of values whose own spread is 20: only the pairs show it.
  const auto comparisons = compare_times(
      sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50}}, {{{"9 ms", 0.009}}, {40, 51, 62}}}));
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].from == 0);
  CHECK(comparisons[0].to == 1);
  CHECK(comparisons[0].pairs == 3);
  CHECK(comparisons[0].mean_difference == 11.0);
  REQUIRE(comparisons[0].interval);
  CHECK(comparisons[0].interval->low == 10.0);
  CHECK(comparisons[0].interval->high == 12.0);
  CHECK(comparisons[0].p == Approx(0.002743489394454346));
  CHECK(comparisons[0].verdict == Verdict::kYes);
}

TEST_CASE("compare_points: an interval that holds 0 is within the noise") {
  const auto comparisons = compare_times(
      sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50}}, {{{"9 ms", 0.009}}, {29, 42, 51}}}));
  CHECK(comparisons.at(0).verdict == Verdict::kNo);
}

TEST_CASE("compare_points: of two pairs nothing is claimed, and a seed without partner is none") {
  const auto comparisons = compare_times(sweep(
      {"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50, kNotANumber}}, {{{"9 ms", 0.009}}, {90, 95}}}));
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].pairs == 2);
  CHECK(comparisons[0].mean_difference == 57.5);
  CHECK_FALSE(comparisons[0].interval);
  CHECK(comparisons[0].verdict == Verdict::kTooFewPairs);
}

TEST_CASE("compare_points: where a run never came, all times count up to its end") {
  auto results =
      sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 95}}, {{{"9 ms", 0.009}}, {60, kNever, 99}}});
  results.runs[4].end_s = 90.0;
  const auto comparisons = compare_times(results);
  CHECK(comparisons.at(0).counted_up_to == 90.0);
  CHECK(comparisons.at(0).mean_difference == Approx((30.0 + 50.0 + 0.0) / 3.0));
}

TEST_CASE("compare_points: with the first point, and along an axis without numbers") {
  const AxisSetting near{"1 ms", 0.001};
  const AxisSetting far{"9 ms", 0.009};
  const AxisSetting sync{"synchronous"};
  const AxisSetting federated{"federated"};
  const auto comparisons = compare_times(sweep({"strategy", "delay"}, {{{sync, near}, {1, 2, 3}},
                                                                       {{sync, far}, {1, 2, 3}},
                                                                       {{federated, near}, {1}},
                                                                       {{federated, far}, {1}}}));
  REQUIRE(comparisons.size() == 4);
  CHECK(comparisons[3].from == 1);
  CHECK(comparisons[3].to == 3);
}

TEST_CASE("compare_points: what chance may do among many comparisons is marked as such") {
  // t = 4.39 of three degrees of freedom: p = 0.022 alone, times five comparisons 0.11.
  std::vector<Times> points{{{{"0", 0.0}}, {10, 10, 10, 10}}};
  for (int i = 1; i <= 5; ++i) {
    points.push_back({{{std::to_string(i), static_cast<double>(i)}}, {11, 12, 13, 11.5}});
  }
  const auto many = compare_times(sweep({"delay"}, points));
  REQUIRE(many.size() == 5);
  CHECK(many[0].verdict == Verdict::kAlone);
  points.resize(2);
  CHECK(compare_times(sweep({"delay"}, points)).at(0).verdict == Verdict::kYes);
}

TEST_CASE("compare_points: among the runs of the last rung alone") {
  auto results = sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50}},
                                   {{{"5 ms", 0.005}}, {31, 41, 52}},
                                   {{{"9 ms", 0.009}}, {40, 51, 62}}});
  for (std::size_t i = 3; i < results.runs.size(); ++i) {
    results.runs[i].rung = 1;
  }
  results.last_rung = 1;
  const auto comparisons = compare_times(results);
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].from == 1);
  CHECK(comparisons[0].to == 2);
}

TEST_CASE("holm_adjusted: the steps worked by hand") {
  // Sorted 0.01, 0.02, 0.03, 0.04 times 4, 3, 2, 1: 0.04, 0.06, 0.06, 0.06.
  const auto adjusted = holm_adjusted({0.03, 0.01, 0.04, 0.02});
  CHECK(adjusted[0] == Approx(0.06));
  CHECK(adjusted[1] == Approx(0.04));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[3] == Approx(0.06));
  CHECK(holm_adjusted({0.9, 0.8}) == std::vector<double>{1.0, 1.0});
  CHECK(holm_adjusted({}).empty());
}

}  // namespace
}  // namespace simgrad
