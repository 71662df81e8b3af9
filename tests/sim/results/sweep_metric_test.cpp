#include "sim/results/sweep_metric.hpp"

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

TEST_CASE("median_text: what half of the runs never reached is more than what was waited") {
  CHECK(median_text(Unit::kSeconds, estimate_censored({10, 20, 30}, {50, 50, 50})) == "20 s");
  CHECK(median_text(Unit::kSeconds, estimate_censored({10, kNever}, {50, 60})) == "> 35 s");
  CHECK(median_text(Unit::kSeconds, estimate({})) == "–");
}

TEST_CASE("interval_text: one unit for both ends, and never") {
  CHECK(interval_text(Unit::kSeconds, Interval{0.5, 2.0}) == "0.5 to 2 s");
  CHECK(interval_text(Unit::kFraction, Interval{0.751, 0.7623}) == "75.1 to 76.2 %");
  CHECK(interval_text(Unit::kSeconds, Interval{3.0, kNever}) == "3 s to never");
  CHECK(interval_text(Unit::kSeconds, Interval{kNever, kNever}) == "never");
  CHECK(interval_text(Unit::kSeconds, Interval{2.0, 2.0}) == "2 s");
  CHECK(interval_text(Unit::kSeconds, std::nullopt) == "–");
}

TEST_CASE("range_text: signs of differences") {
  CHECK(range_text({1.0, "s"}, {-1.5, 2.0}, true) == "−1.5 to +2 s");
  CHECK(range_text({0.01, "pp"}, {0.0, 0.004}, true) == "0 to +0.4 pp");
}

TEST_CASE("target_text: either target or both") {
  CHECK(target_text({.accuracy = 0.75}) == "75 % accuracy");
  CHECK(target_text({.loss = 0.3}) == "a loss of 0.3");
  CHECK(target_text({.accuracy = 0.825, .loss = 0.3}) == "82.5 % accuracy or a loss of 0.3");
  CHECK(target_text({}) == "no target");
}

TEST_CASE("runs_where: runs of the last rung that count") {
  SweepResults results;
  results.runs.resize(5);
  for (RunResult& run : results.runs) {
    run.status = "finished";
    run.evaluations.resize(1);
    run.rung = 1;
  }
  results.compared_rung = 1;
  results.runs[0].rung = 0;
  results.runs[1].point = -1;
  results.runs[2].status = "running";
  results.runs[3].point = 7;
  CHECK(runs_where(results, [](std::size_t) {
          return true;
        }) == std::vector<std::size_t>{3, 4});
  CHECK(runs_where(results, [](std::size_t point) {
          return point == 7;
        }) == std::vector<std::size_t>{3});
}

}  // namespace
}  // namespace simgrad
