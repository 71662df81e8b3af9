#include "sim/results/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

namespace simgrad {
namespace {

constexpr std::size_t kFewestSeeds = 3;
constexpr double kLevel = 0.05;

struct RunPair {
  const RunResult* from;
  const RunResult* to;
};

/// The runs of two points under the same seeds, in both of which `value` is known.
void pair_runs(std::map<std::string, std::vector<RunPair>>& by_seed, const SweepResults& results,
               const PointSummary& from, const PointSummary& to, double RunResult::*value) {
  std::map<std::string, const RunResult*> first;
  for (const std::size_t run : from.runs) {
    first[results.runs[run].seed] = &results.runs[run];
  }
  for (const std::size_t run : to.runs) {
    const RunResult& second = results.runs[run];
    const auto found = first.find(second.seed);
    if (found != first.end() && !std::isnan(found->second->*value) && !std::isnan(second.*value)) {
      by_seed[second.seed].push_back({found->second, &second});
    }
  }
}

/// τ: the earliest end of a run whose value is infinite.
double horizon(const std::map<std::string, std::vector<RunPair>>& by_seed, double RunResult::*value,
               double RunResult::*end) {
  double earliest = kNever;
  for (const auto& [seed, pairs] : by_seed) {
    for (const RunPair& pair : pairs) {
      for (const RunResult* run : {pair.from, pair.to}) {
        earliest = std::isinf(run->*value) ? std::min(earliest, run->*end) : earliest;
      }
    }
  }
  return earliest;
}

void measure(Comparison& comparison, const SweepResults& results,
             const std::vector<PointSummary>& summaries, double RunResult::*value,
             double RunResult::*end) {
  std::map<std::string, std::vector<RunPair>> by_seed;
  for (const auto& [from, to] : comparison.pairs) {
    pair_runs(by_seed, results, summaries[from], summaries[to], value);
  }
  const double limit = horizon(by_seed, value, end);
  std::vector<double> differences;
  for (const auto& [seed, pairs] : by_seed) {
    std::vector<double> of_seed;
    of_seed.reserve(pairs.size());
    for (const RunPair& pair : pairs) {
      of_seed.push_back(std::min(pair.to->*value, limit) - std::min(pair.from->*value, limit));
    }
    differences.push_back(mean(of_seed));
  }
  comparison.seeds = differences.size();
  comparison.counted_up_to = limit;
  if (!differences.empty()) {
    comparison.mean_difference = mean(differences);
  }
  if (comparison.seeds >= kFewestSeeds) {
    comparison.interval = bootstrap_interval(differences, mean);
    comparison.p = paired_t_test(differences);
  }
}

Verdict verdict(const Comparison& comparison) {
  if (!comparison.interval) {
    return Verdict::kTooFewSeeds;
  }
  const bool holds_zero = comparison.interval->low <= 0.0 && comparison.interval->high >= 0.0;
  if (holds_zero || comparison.p > kLevel) {
    return Verdict::kNo;
  }
  return comparison.adjusted_p <= kLevel ? Verdict::kYes : Verdict::kAlone;
}

}  // namespace

void compare(std::vector<Comparison>& comparisons, const SweepResults& results,
             const std::vector<PointSummary>& summaries, double RunResult::*value,
             double RunResult::*end) {
  std::vector<double> p;  // of what was tested: too few seeds are no test
  for (Comparison& comparison : comparisons) {
    measure(comparison, results, summaries, value, end);
    if (comparison.interval) {
      p.push_back(comparison.p);
    }
  }
  const std::vector<double> adjusted = holm_adjusted(p);
  std::size_t next = 0;
  for (Comparison& comparison : comparisons) {
    if (comparison.interval) {
      comparison.adjusted_p = adjusted[next++];
    }
    comparison.verdict = verdict(comparison);
  }
}

std::vector<double> holm_adjusted(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return p[a] < p[b];
  });
  std::vector<double> adjusted(p.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto remaining = static_cast<double>(order.size() - i);
    largest = std::max(largest, std::min(1.0, remaining * p[order[i]]));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

}  // namespace simgrad
