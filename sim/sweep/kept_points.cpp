#include "sim/sweep/kept_points.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad {
namespace {

struct Score {
  std::size_t point = 0;
  double sum = 0.0;  // smaller is better; NaN: the worst
  std::size_t runs = 0;

  [[nodiscard]] double mean() const { return sum / static_cast<double>(runs); }
};

bool is_better(const Score& a, const Score& b) {
  if (std::isnan(a.sum) || std::isnan(b.sum)) {
    return !std::isnan(a.sum) && std::isnan(b.sum);
  }
  return a.mean() < b.mean();
}

double cost(const SuccessiveHalving& halving, const RunOutcome& outcome) {
  if (outcome.status != "finished") {
    return kNotANumber;
  }
  return halving.by_loss ? outcome.best_loss : -outcome.best_accuracy;
}

std::size_t kept_of(std::size_t points, const SuccessiveHalving& halving) {
  const auto factor = static_cast<std::size_t>(halving.factor);
  return (points + factor - 1) / factor;
}

}  // namespace

std::vector<std::size_t> kept_points(const SuccessiveHalving& halving,
                                     const std::vector<SweepRun>& runs,
                                     const std::map<std::int64_t, RunOutcome>& outcomes) {
  std::map<std::size_t, Score> by_point;
  for (const SweepRun& run : runs) {
    Score& score = by_point[run.point];
    score.point = run.point;
    score.sum += cost(halving, outcomes.at(run.id));
    ++score.runs;
  }
  std::vector<Score> scores;
  scores.reserve(by_point.size());
  for (const auto& [point, score] : by_point) {
    scores.push_back(score);
  }
  std::stable_sort(scores.begin(), scores.end(), is_better);
  scores.resize(kept_of(scores.size(), halving));
  std::vector<std::size_t> kept;
  kept.reserve(scores.size());
  for (const Score& score : scores) {
    kept.push_back(score.point);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

std::int64_t rung_count(const SuccessiveHalving& halving) {
  std::int64_t rungs = 1;
  for (std::int64_t budget = halving.smallest; budget < halving.largest; ++rungs) {
    budget = budget > halving.largest / halving.factor ? halving.largest : budget * halving.factor;
  }
  return rungs;
}

std::size_t planned_runs(const Sweep& sweep) {
  if (!sweep.halving) {
    return sweep.runs.size();
  }
  const auto replicates = static_cast<std::size_t>(sweep.replicates);
  std::size_t points = sweep.runs.size() / replicates;
  std::size_t runs = 0;
  for (std::int64_t rung = 0; rung < rung_count(*sweep.halving); ++rung) {
    runs += points * replicates;
    points = kept_of(points, *sweep.halving);
  }
  return runs;
}

}  // namespace simgrad
