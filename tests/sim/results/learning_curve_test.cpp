#include "sim/results/learning_curve.hpp"

#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

SweepResults runs(const std::vector<std::vector<std::pair<double, double>>>& accuracies) {
  SweepResults results;
  for (const auto& curve : accuracies) {
    RunResult& run = results.runs.emplace_back();
    for (const auto& [time_s, accuracy] : curve) {
      run.evaluations.push_back({.simulated_s = time_s, .accuracy = accuracy});
    }
  }
  return results;
}

TEST_CASE("learning_curve: the median of what each run last had, from where all have something") {
  const auto results = runs({{{1, 0.1}, {4, 0.4}}, {{2, 0.3}, {3, 0.2}}, {{1, 0.5}}});
  const auto curve = learning_curve(results, {0, 1, 2}, &EvaluationRow::accuracy);
  CHECK(curve.times_s == std::vector<double>{2, 3, 4});
  CHECK(curve.median == std::vector<double>{0.3, 0.2, 0.4});
  CHECK(curve.low == std::vector<double>{0.1, 0.1, 0.2});
  CHECK(curve.high == std::vector<double>{0.5, 0.5, 0.5});
}

TEST_CASE("learning_curve: a run without values takes no part, and long curves are thinned") {
  std::vector<std::pair<double, double>> steps;
  for (int i = 0; i < 1000; ++i) {
    steps.emplace_back(i, 0.001 * i);
  }
  const auto results = runs({steps, {{5, kNotANumber}}});
  const auto curve = learning_curve(results, {0, 1}, &EvaluationRow::accuracy);
  REQUIRE(curve.times_s.size() == 200);
  CHECK(curve.times_s.front() == 0.0);
  CHECK(curve.times_s.back() == 999.0);
  CHECK(curve.median.back() == 0.999);
  CHECK(learning_curve(results, {1}, &EvaluationRow::accuracy).times_s.empty());
}

}  // namespace
}  // namespace simgrad
