#include "sim/results/point_summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace simgrad {
namespace {

void add(TimeShares& sum, const TimeShares& shares, double weight) {
  sum.compute_s += weight * shares.compute_s;
  sum.latency_s += weight * shares.latency_s;
  sum.bandwidth_s += weight * shares.bandwidth_s;
  sum.waiting_s += weight * shares.waiting_s;
  sum.down_s += weight * shares.down_s;
  sum.lost_s += weight * shares.lost_s;
}

void summarise(const SweepResults& results, PointSummary& summary) {
  const auto of = [&](double RunResult::*value) {
    return values_of(results, summary.runs, value);
  };
  summary.time_to_target_s =
      estimate_censored(of(&RunResult::time_to_target_s), of(&RunResult::end_s));
  summary.bytes_to_target =
      estimate_censored(of(&RunResult::bytes_to_target), of(&RunResult::bytes));
  summary.rounds_to_target =
      estimate_censored(of(&RunResult::rounds_to_target), of(&RunResult::rounds));
  summary.best_accuracy = estimate(of(&RunResult::best_accuracy));
  summary.best_loss = estimate(of(&RunResult::best_loss));
  summary.bytes = estimate(of(&RunResult::bytes));
  summary.end_s = estimate(of(&RunResult::end_s));
  summary.failures = estimate(of(&RunResult::failures));
  summary.wall_s = estimate(of(&RunResult::wall_s));
  for (const std::size_t index : summary.runs) {
    const RunResult& run = results.runs[index];
    const double weight = 1.0 / static_cast<double>(summary.runs.size());
    add(summary.node_shares, run.node_shares, weight);
    add(summary.critical_path_shares, run.critical_path_shares, weight);
    summary.reached += std::isfinite(run.time_to_target_s) ? 1 : 0;
  }
}

}  // namespace

Estimate estimate(const std::vector<double>& values) {
  return estimate_censored(values, values);
}

Estimate estimate_censored(const std::vector<double>& times_s, const std::vector<double>& ends_s) {
  std::vector<double> known;
  std::vector<double> bounds;
  for (std::size_t i = 0; i < times_s.size(); ++i) {
    if (!std::isnan(times_s[i])) {
      known.push_back(times_s[i]);
      bounds.push_back(std::isfinite(times_s[i]) ? times_s[i] : ends_s[i]);
    }
  }
  Estimate result;
  result.n = known.size();
  if (!known.empty()) {
    result.median = median(known);
    result.mean = mean(known);
    result.at_least = median(bounds);
    result.interval = bootstrap_interval(known, median);
  }
  return result;
}

std::vector<PointSummary> summarise_points(const SweepResults& results) {
  std::map<std::pair<std::int64_t, std::int64_t>, PointSummary> summaries;
  for (std::size_t index = 0; index < results.runs.size(); ++index) {
    const RunResult& run = results.runs[index];
    if (run.point < 0) {
      continue;
    }
    PointSummary& summary = summaries[{-run.rung, run.point}];
    summary.point = static_cast<std::size_t>(run.point);
    summary.rung = run.rung;
    if (run.counts()) {
      summary.runs.push_back(index);
    } else {
      ++summary.not_counted;
    }
  }
  std::vector<PointSummary> list;
  for (auto& [key, summary] : summaries) {
    summarise(results, summary);
    list.push_back(std::move(summary));
  }
  return list;
}

std::vector<double> values_of(const SweepResults& results, const std::vector<std::size_t>& runs,
                              double RunResult::*value) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const std::size_t index : runs) {
    values.push_back(results.runs[index].*value);
  }
  return values;
}

}  // namespace simgrad
