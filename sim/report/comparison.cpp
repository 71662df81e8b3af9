#include "sim/report/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

namespace simgrad {
namespace {

constexpr std::size_t kFewestPairs = 3;
constexpr double kLevel = 0.05;

bool has_numbers(const SweepResults& results, std::size_t axis) {
  return std::all_of(results.points.begin(), results.points.end(), [&](const auto& point) {
    return !std::isnan(point[axis].number);
  });
}

/// Whether two points differ in exactly one axis, and that has no numbers.
bool differ_in_kind_alone(const SweepResults& results, const std::vector<bool>& is_numeric,
                          std::size_t a, std::size_t b) {
  std::size_t differing = 0;
  bool numeric = false;
  for (std::size_t axis = 0; axis < results.axes.size(); ++axis) {
    if (results.points[a][axis].label != results.points[b][axis].label) {
      ++differing;
      numeric = numeric || is_numeric[axis];
    }
  }
  return differing == 1 && !numeric;
}

struct Pairs {
  std::vector<double> differences;
  double counted_up_to = kNever;
};

Pairs pair_up(const SweepResults& results, const PointSummary& from, const PointSummary& to,
              double RunResult::*value, double RunResult::*end) {
  std::map<std::string, const RunResult*> by_seed;
  for (const std::size_t run : from.runs) {
    by_seed[results.runs[run].seed] = &results.runs[run];
  }
  std::vector<std::pair<const RunResult*, const RunResult*>> pairs;
  Pairs result;
  for (const std::size_t run : to.runs) {
    const RunResult* second = &results.runs[run];
    const auto first = by_seed.find(second->seed);
    if (first == by_seed.end() || std::isnan(first->second->*value) || std::isnan(second->*value)) {
      continue;
    }
    pairs.emplace_back(first->second, second);
    for (const RunResult* side : {first->second, second}) {
      if (std::isinf(side->*value)) {
        result.counted_up_to = std::min(result.counted_up_to, side->*end);
      }
    }
  }
  for (const auto& [first, second] : pairs) {
    result.differences.push_back(std::min(second->*value, result.counted_up_to) -
                                 std::min(first->*value, result.counted_up_to));
  }
  return result;
}

Comparison compare(const PointSummary& from, const PointSummary& to, const Pairs& pairs) {
  Comparison comparison;
  comparison.from = from.point;
  comparison.to = to.point;
  comparison.pairs = pairs.differences.size();
  comparison.counted_up_to = pairs.counted_up_to;
  if (comparison.pairs > 0) {
    comparison.mean_difference = mean(pairs.differences);
  }
  if (comparison.pairs >= kFewestPairs) {
    comparison.interval = bootstrap_interval(pairs.differences, mean);
    comparison.p = paired_t_test(pairs.differences);
  }
  return comparison;
}

Verdict verdict(const Comparison& comparison) {
  if (!comparison.interval) {
    return Verdict::kTooFewPairs;
  }
  if (comparison.interval->low <= 0.0 && comparison.interval->high >= 0.0) {
    return Verdict::kNo;
  }
  return comparison.p <= kLevel ? Verdict::kYes : Verdict::kAlone;
}

/// Adjusts what was tested; too few pairs are no test.
void judge(std::vector<Comparison>& comparisons) {
  std::vector<double> p;
  for (const Comparison& comparison : comparisons) {
    if (comparison.interval) {
      p.push_back(comparison.p);
    }
  }
  const std::vector<double> adjusted = holm_adjusted(p);
  std::size_t next = 0;
  for (Comparison& comparison : comparisons) {
    if (comparison.interval) {
      comparison.p = adjusted[next++];
    }
    comparison.verdict = verdict(comparison);
  }
}

}  // namespace

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

std::vector<Comparison> compare_points(const SweepResults& results,
                                       const std::vector<PointSummary>& summaries,
                                       double RunResult::*value, double RunResult::*end) {
  std::vector<const PointSummary*> compared;
  for (const PointSummary& summary : summaries) {
    if (summary.rung == results.last_rung) {
      compared.push_back(&summary);
    }
  }
  std::vector<bool> is_numeric;
  for (std::size_t axis = 0; axis < results.axes.size(); ++axis) {
    is_numeric.push_back(has_numbers(results, axis));
  }
  std::vector<Comparison> comparisons;
  for (std::size_t a = 0; a < compared.size(); ++a) {
    for (std::size_t b = a + 1; b < compared.size(); ++b) {
      const PointSummary& from = *compared[a];
      const PointSummary& to = *compared[b];
      if (a == 0 || differ_in_kind_alone(results, is_numeric, from.point, to.point)) {
        comparisons.push_back(compare(from, to, pair_up(results, from, to, value, end)));
      }
    }
  }
  judge(comparisons);
  return comparisons;
}

}  // namespace simgrad
