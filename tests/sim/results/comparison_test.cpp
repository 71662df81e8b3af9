#include "sim/results/comparison.hpp"

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

/// Comparisons of points, or of axes over all else.
std::vector<Comparison> compare_times(const SweepResults& results, bool of_axes = false) {
  const auto axes = sweep_axes(results);
  const auto summaries = summarise_points(results);
  auto comparisons = points_to_compare(results, axes, summaries);
  if (of_axes) {
    comparisons = axes_to_compare(axes, summaries, comparisons);
  }
  compare(comparisons, results, summaries, &RunResult::time_to_target_s, &RunResult::end_s);
  return comparisons;
}

TEST_CASE("compare: pairs of the same seed, to minus from, beyond the noise") {
  // Differences 10, 11, 12 of values whose own spread is 20: only the pairs show it.
  const auto comparisons = compare_times(
      sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50}}, {{{"9 ms", 0.009}}, {40, 51, 62}}}));
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].axis == 0);
  CHECK(comparisons[0].pairs == PointPairs{{0, 1}});
  CHECK(comparisons[0].seeds == 3);
  CHECK(comparisons[0].mean_difference == 11.0);
  REQUIRE(comparisons[0].interval);
  CHECK(comparisons[0].interval->low == 10.0);
  CHECK(comparisons[0].interval->high == 12.0);
  CHECK(comparisons[0].p == Approx(0.002743489394454346));
  CHECK(comparisons[0].verdict == Verdict::kYes);
}

TEST_CASE("compare: an interval that holds 0 is within the noise") {
  const auto comparisons = compare_times(
      sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50}}, {{{"9 ms", 0.009}}, {29, 42, 51}}}));
  CHECK(comparisons.at(0).verdict == Verdict::kNo);
}

TEST_CASE("compare: of two pairs nothing is claimed, and a seed without partner is none") {
  const auto comparisons = compare_times(sweep(
      {"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50, kNotANumber}}, {{{"9 ms", 0.009}}, {90, 95}}}));
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].seeds == 2);
  CHECK(comparisons[0].mean_difference == 57.5);
  CHECK_FALSE(comparisons[0].interval);
  CHECK(comparisons[0].verdict == Verdict::kTooFewSeeds);
}

TEST_CASE("compare: where a run never came, all times count up to its end") {
  auto results =
      sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 95}}, {{{"9 ms", 0.009}}, {60, kNever, 99}}});
  results.runs[4].end_s = 90.0;
  const auto comparisons = compare_times(results);
  CHECK(comparisons.at(0).counted_up_to == 90.0);
  CHECK(comparisons.at(0).mean_difference == Approx((30.0 + 50.0 + 0.0) / 3.0));
}

const AxisSetting kNear{"1 ms", 0.001};
const AxisSetting kFar{"9 ms", 0.009};
const AxisSetting kFarther{"20 ms", 0.02};
const AxisSetting kRing{"ring"};
const AxisSetting kServer{"server"};
const AxisSetting kGossip{"gossip"};

PointPairs pairs_of(const std::vector<Comparison>& comparisons) {
  PointPairs pairs;
  for (const Comparison& comparison : comparisons) {
    pairs.insert(pairs.end(), comparison.pairs.begin(), comparison.pairs.end());
  }
  return pairs;
}

TEST_CASE("points_to_compare: numbers with the least one, kinds with each other, all else equal") {
  const auto of_numbers =
      compare_times(sweep({"delay"}, {{{kNear}, {1}}, {{kFarther}, {1}}, {{kFar}, {1}}}));
  CHECK(pairs_of(of_numbers) == PointPairs{{0, 2}, {0, 1}});
  const auto of_kinds =
      compare_times(sweep({"strategy"}, {{{kRing}, {1}}, {{kServer}, {1}}, {{kGossip}, {1}}}));
  CHECK(pairs_of(of_kinds) == PointPairs{{0, 1}, {0, 2}, {1, 2}});
  const auto of_both = compare_times(sweep({"strategy", "delay"}, {{{kRing, kNear}, {1}},
                                                                   {{kRing, kFar}, {1}},
                                                                   {{kServer, kNear}, {1}},
                                                                   {{kServer, kFar}, {1}}}));
  CHECK(pairs_of(of_both) == PointPairs{{0, 2}, {1, 3}, {0, 1}, {2, 3}});
}

TEST_CASE("points_to_compare: where no two points differ in one axis alone, with the first") {
  const auto comparisons = compare_times(
      sweep({"a", "b"}, {{{kNear, kNear}, {1}}, {{kFar, kFar}, {1}}, {{kFarther, kFarther}, {1}}}));
  CHECK(pairs_of(comparisons) == PointPairs{{0, 1}, {0, 2}});
  CHECK_FALSE(comparisons.at(0).axis);
}

TEST_CASE("axes_to_compare: one value of an axis with another, averaged over all else by seed") {
  const auto results = sweep({"strategy", "delay"}, {{{kRing, kNear}, {10, 20, 30}},
                                                     {{kRing, kFar}, {20, 31, 42}},
                                                     {{kServer, kNear}, {10, 20, 30}},
                                                     {{kServer, kFar}, {12, 23, 34}}});
  const auto comparisons = compare_times(results, true);
  REQUIRE(comparisons.size() == 2);
  CHECK(comparisons[1].axis == 1);
  CHECK(comparisons[1].pairs == PointPairs{{0, 1}, {2, 3}});
  CHECK(comparisons[1].seeds == 3);
  CHECK(comparisons[1].mean_difference == 7.0);  // seeds: (10 + 2) / 2, (11 + 3) / 2, (12 + 4) / 2
  CHECK(comparisons[1].interval->low == 6.0);
  CHECK(comparisons[1].interval->high == 8.0);
  CHECK(compare_times(sweep({"delay"}, {{{kNear}, {1}}, {{kFar}, {1}}}), true).empty());
}

TEST_CASE("compare: an interval of three seeds beside 0 does not do, p must agree") {
  const auto comparisons =
      compare_times(sweep({"delay"}, {{{kNear}, {10, 10, 10}}, {{kFar}, {11, 12, 30}}}));
  CHECK(comparisons.at(0).interval->low > 0.0);
  CHECK(comparisons.at(0).verdict == Verdict::kNo);
}

TEST_CASE("compare: what chance may do among many comparisons is marked as such") {
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

TEST_CASE("compare: among the runs of the last rung alone") {
  auto results = sweep({"delay"}, {{{{"1 ms", 0.001}}, {30, 40, 50}},
                                   {{{"5 ms", 0.005}}, {31, 41, 52}},
                                   {{{"9 ms", 0.009}}, {40, 51, 62}}});
  for (std::size_t i = 3; i < results.runs.size(); ++i) {
    results.runs[i].rung = 1;
  }
  results.compared_rung = 1;
  const auto comparisons = compare_times(results);
  REQUIRE(comparisons.size() == 1);
  CHECK(comparisons[0].pairs == PointPairs{{0, 1}});  // of the last rung, which comes first
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
