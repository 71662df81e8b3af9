#include "sim/sweep/kept_points.hpp"

#include <catch2/catch.hpp>

using namespace simgrad;

namespace {

SuccessiveHalving by_accuracy() {
  return {"strategy.rounds", 1, 9, 3, false};
}

constexpr double kNone = kNotANumber;

/// A run a point and number; `per_point` numbers belong to a point.
struct Rung {
  std::vector<SweepRun> runs;
  std::map<std::int64_t, RunOutcome> outcomes;

  Rung(const std::vector<double>& numbers, std::size_t per_point) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      SweepRun run;
      run.id = static_cast<std::int64_t>(i) + 1;
      run.point = i / per_point;
      RunOutcome outcome;
      outcome.run = run.id;
      outcome.status = "finished";
      outcome.best_accuracy = numbers[i];
      outcome.best_loss = numbers[i];
      outcomes[run.id] = outcome;
      runs.push_back(run);
    }
  }
};

std::vector<std::size_t> kept(const Rung& rung, const SuccessiveHalving& halving = by_accuracy()) {
  return kept_points(halving, rung.runs, rung.outcomes);
}

using Points = std::vector<std::size_t>;

}  // namespace

TEST_CASE("kept_points: one in three, rounded up, in the sweep's order") {
  CHECK(kept({{0.1, 0.5, 0.9, 0.2, 0.8, 0.3}, 1}) == Points{2, 4});
  CHECK(kept({{0.1, 0.5, 0.9, 0.2}, 1}) == Points{1, 2});
  CHECK(kept({{0.1}, 1}) == Points{0});
}

TEST_CASE("kept_points: the mean over a point's runs counts") {
  CHECK(kept({{0.9, 0.1, 0.6, 0.6, 0.0, 0.9}, 2}) == Points{1});
}

TEST_CASE("kept_points: the lower loss is better") {
  SuccessiveHalving by_loss = by_accuracy();
  by_loss.by_loss = true;
  CHECK(kept({{0.9, 0.2, 0.3}, 1}, by_loss) == Points{1});
}

TEST_CASE("kept_points: of equals the earlier") {
  CHECK(kept({{0.5, 0.5, 0.5, 0.5}, 1}) == Points{0, 1});
}

TEST_CASE("kept_points: without a number, or with a run that failed, is the worst") {
  CHECK(kept({{kNone, 0.1, 0.2}, 1}) == Points{2});
  CHECK(kept({{0.9, kNone, 0.2, 0.2, 0.1, 0.1}, 2}) == Points{1});
  Rung rung({0.9, 0.2, 0.1}, 1);
  rung.outcomes.at(1).status = "failed";
  CHECK(kept(rung) == Points{1});
  CHECK(kept({{kNone, kNone, kNone}, 1}) == Points{0});
}

TEST_CASE("rung_count: the budget grows until it is the largest") {
  CHECK(rung_count(by_accuracy()) == 3);
  CHECK(rung_count({"", 1, 10, 3, false}) == 4);
  CHECK(rung_count({"", 5, 5, 3, false}) == 1);
}

TEST_CASE("planned_runs: those of all rungs") {
  Sweep sweep;
  sweep.replicates = 2;
  sweep.runs.resize(18);
  CHECK(planned_runs(sweep) == 18);
  sweep.halving = by_accuracy();
  CHECK(planned_runs(sweep) == 18 + 6 + 2);
}
