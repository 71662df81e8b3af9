#include "sim/results/sweep_metric.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

/// In a display, without its unit.
std::string bare_text(const Display& display, double value, bool is_signed) {
  const double shown = value / display.divisor;
  const std::string digits = fmt::format("{:.3g}", std::abs(shown));
  return (shown < 0.0 ? "−" : is_signed && shown > 0.0 ? "+" : "") + digits;
}

}  // namespace

std::string target_text(const Target& target) {
  std::string text;
  if (target.accuracy) {
    text = fmt::format("{:.4g} % accuracy", 100.0 * *target.accuracy);
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

std::vector<SweepMetric> all_sweep_metrics(const SweepResults& results) {
  using R = RunResult;
  std::vector<SweepMetric> metrics = sweep_metrics(results);
  const std::string target = target_text(results.target);
  const auto add = [&](SweepMetric metric) {
    const auto is_same = [&](const SweepMetric& other) {
      return other.value == metric.value;
    };
    const bool is_known =
        std::any_of(results.runs.begin(), results.runs.end(), [&](const RunResult& run) {
          return run.counts() && !std::isnan(run.*metric.value);
        });
    if (is_known && std::none_of(metrics.begin(), metrics.end(), is_same)) {
      metrics.push_back(std::move(metric));
    }
  };
  if (results.target.accuracy || results.target.loss) {
    add({"rounds to " + target, Unit::kCount, &R::rounds_to_target, &R::rounds, "never reached"});
    add({"bytes to " + target, Unit::kBytes, &R::bytes_to_target, &R::bytes, "never reached"});
  }
  add({"last accuracy", Unit::kFraction, &R::last_accuracy, &R::last_accuracy, "infinite"});
  add({"best loss", Unit::kNone, &R::best_loss, &R::best_loss, "infinite"});
  add({"last loss", Unit::kNone, &R::last_loss, &R::last_loss, "diverged"});
  add({"simulated end", Unit::kSeconds, &R::end_s, &R::end_s, "infinite"});
  add({"bytes in all", Unit::kBytes, &R::bytes, &R::bytes, "infinite"});
  add({"failures", Unit::kNone, &R::failures, &R::failures, "infinite"});
  add({"goodput", Unit::kFraction, &R::goodput, &R::goodput, "infinite"});
  add({"wall time", Unit::kSeconds, &R::wall_s, &R::wall_s, "infinite"});
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

std::string range_text(const Display& display, const Interval& range, bool is_signed) {
  const std::string unit = display.symbol.empty() ? "" : " " + display.symbol;
  const std::string low = bare_text(display, range.low, is_signed);
  if (std::isinf(range.high)) {
    return std::isinf(range.low) ? "never" : low + unit + " to never";
  }
  const std::string high = bare_text(display, range.high, is_signed);
  return (low == high ? low : low + " to " + high) + unit;
}

std::string interval_text(Unit unit, const std::optional<Interval>& interval) {
  if (!interval) {
    return "–";
  }
  const double largest = std::isinf(interval->high) ? interval->low : interval->high;
  return range_text(display_of(unit, largest), *interval, false);
}

}  // namespace simgrad
