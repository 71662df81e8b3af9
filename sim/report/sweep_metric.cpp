#include "sim/report/sweep_metric.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

std::string bound_text(Unit unit, double value) {
  return std::isinf(value) ? "never" : quantity_text(unit, value);
}

}  // namespace

std::string target_text(const Target& target) {
  std::string text;
  if (target.accuracy) {
    text = quantity_text(Unit::kFraction, *target.accuracy) + " accuracy";
  }
  if (target.loss) {
    text += fmt::format("{}a loss of {}", text.empty() ? "" : " or ",
                        quantity_text(Unit::kNone, *target.loss));
  }
  return text.empty() ? "no target" : text;
}

std::vector<SweepMetric> sweep_metrics(const SweepResults& results) {
  std::vector<SweepMetric> metrics;
  const auto is_known = [&](double RunResult::*value) {
    return std::any_of(results.runs.begin(), results.runs.end(), [&](const RunResult& run) {
      return run.counts() && std::isfinite(run.*value);
    });
  };
  if (results.target.accuracy || results.target.loss) {
    metrics.push_back({"time to " + target_text(results.target), Unit::kSeconds,
                       &RunResult::time_to_target_s, &RunResult::end_s, "never reached"});
  }
  if (is_known(&RunResult::best_accuracy)) {
    metrics.push_back({"best accuracy", Unit::kFraction, &RunResult::best_accuracy,
                       &RunResult::best_accuracy, "infinite"});
  } else if (is_known(&RunResult::best_loss)) {
    metrics.push_back(
        {"best loss", Unit::kNone, &RunResult::best_loss, &RunResult::best_loss, "infinite"});
  }
  return metrics;
}

Estimate estimate_of(const SweepResults& results, const SweepMetric& metric,
                     const std::vector<std::size_t>& runs) {
  return estimate_censored(values_of(results, runs, metric.value),
                           values_of(results, runs, metric.end));
}

std::string median_text(Unit unit, const Estimate& estimate) {
  if (estimate.n == 0) {
    return "–";
  }
  return std::isinf(estimate.median) ? "> " + quantity_text(unit, estimate.at_least)
                                     : quantity_text(unit, estimate.median);
}

std::string interval_text(Unit unit, const std::optional<Interval>& interval) {
  if (!interval) {
    return "–";
  }
  if (interval->low == interval->high) {
    return bound_text(unit, interval->low) + " throughout";
  }
  return bound_text(unit, interval->low) + " to " + bound_text(unit, interval->high);
}

}  // namespace simgrad
