#include "sim/report/sweep_tables.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr std::size_t kMostRows = 200;
constexpr std::size_t kMostValues = 12;

Cell count_cell(std::size_t count) {
  return number_cell(std::to_string(count), static_cast<double>(count));
}

Cell median_cell(Unit unit, const Estimate& estimate) {
  // What is only known to be more than something is sorted behind everything known.
  return number_cell(median_text(unit, estimate), estimate.n == 0 ? kNever : estimate.median);
}

Cell interval_cell(Unit unit, const std::optional<Interval>& interval) {
  return text_cell(interval_text(unit, interval));
}

Cell setting_cell(const SweepAxis& axis, std::size_t point) {
  const AxisSetting& value = axis.values[axis.value_of_point[point]];
  return axis.is_numeric ? number_cell(value.label, value.number) : text_cell(value.label);
}

const char* verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kTooFewPairs:
      return "too few seeds to say";
    case Verdict::kNo:
      return "no";
    case Verdict::kAlone:
      return "alone yes, among so many no";
    case Verdict::kYes:
      return "yes";
  }
  return "";
}

std::string difference_text(Unit unit, double value) {
  const std::string sign = value > 0.0 ? "+" : value < 0.0 ? "−" : "";
  if (unit == Unit::kFraction) {
    return fmt::format("{}{:.2f} points", sign, 100.0 * std::abs(value));
  }
  return sign + quantity_text(unit, std::abs(value));
}

std::vector<Cell> comparison_row(const std::vector<SweepAxis>& axes, const SweepMetric& metric,
                                 const Comparison& comparison) {
  const bool is_tested = comparison.interval.has_value();
  std::vector<Cell> row{text_cell(point_label(axes, comparison.from)),
                        text_cell(point_label(axes, comparison.to)), count_cell(comparison.pairs)};
  row.push_back(
      comparison.pairs == 0
          ? number_cell("–", kNever)
          : number_cell(difference_text(metric.unit, comparison.mean_difference) +
                            (std::isfinite(comparison.counted_up_to)
                                 ? fmt::format(" (up to {})",
                                               quantity_text(metric.unit, comparison.counted_up_to))
                                 : ""),
                        comparison.mean_difference));
  row.push_back(text_cell(is_tested
                              ? difference_text(metric.unit, comparison.interval->low) + " to " +
                                    difference_text(metric.unit, comparison.interval->high)
                              : "–"));
  row.push_back(is_tested ? number_cell(comparison.p < 0.001 ? "< 0.001"
                                                             : fmt::format("{:.3f}", comparison.p),
                                        comparison.p)
                          : number_cell("–", kNever));
  row.push_back(text_cell(verdict_text(comparison.verdict)));
  return row;
}

}  // namespace

HtmlTable axes_table(const std::vector<SweepAxis>& axes) {
  HtmlTable table{{"axis", "key", "values", "which"}, {}};
  for (const SweepAxis& axis : axes) {
    std::string which;
    for (std::size_t i = 0; i < std::min(kMostValues, axis.values.size()); ++i) {
      which += (which.empty() ? "" : ", ") + axis.values[i].label;
    }
    which += axis.values.size() > kMostValues ? ", … " + axis.values.back().label : "";
    table.rows.push_back({text_cell(axis.name), text_cell(axis.key), count_cell(axis.values.size()),
                          text_cell(which)});
  }
  return table;
}

HtmlTable points_table(const SweepResults& results, const std::vector<SweepAxis>& axes,
                       const std::vector<PointSummary>& summaries, std::int64_t rung) {
  HtmlTable table{{"point"}, {}};
  for (const SweepAxis& axis : axes) {
    table.columns.push_back(axis.name);
  }
  const std::string target = target_text(results.target);
  for (const char* column : {"reached", "without result", "time to target", "95 % interval",
                             "bytes to target", "bytes in all", "best accuracy", "95 % interval",
                             "best loss", "simulated end", "failures", "wall time"}) {
    table.columns.emplace_back(column);
  }
  for (const PointSummary& summary : summaries) {
    if (summary.rung != rung) {
      continue;
    }
    std::vector<Cell> row{count_cell(summary.point)};
    for (const SweepAxis& axis : axes) {
      row.push_back(setting_cell(axis, summary.point));
    }
    row.push_back(number_cell(fmt::format("{} of {}", summary.reached, summary.runs.size()),
                              static_cast<double>(summary.reached)));
    row.push_back(count_cell(summary.not_counted));
    row.push_back(median_cell(Unit::kSeconds, summary.time_to_target_s));
    row.push_back(interval_cell(Unit::kSeconds, summary.time_to_target_s.interval));
    row.push_back(median_cell(Unit::kBytes, summary.bytes_to_target));
    row.push_back(median_cell(Unit::kBytes, summary.bytes));
    row.push_back(median_cell(Unit::kFraction, summary.best_accuracy));
    row.push_back(interval_cell(Unit::kFraction, summary.best_accuracy.interval));
    row.push_back(median_cell(Unit::kNone, summary.best_loss));
    row.push_back(median_cell(Unit::kSeconds, summary.end_s));
    row.push_back(median_cell(Unit::kNone, summary.failures));
    row.push_back(median_cell(Unit::kSeconds, summary.wall_s));
    table.rows.push_back(std::move(row));
  }
  return table;
}

CutTable comparison_table(const std::vector<SweepAxis>& axes, const SweepMetric& metric,
                          std::vector<Comparison> comparisons) {
  CutTable cut;
  if (comparisons.size() > kMostRows) {
    std::stable_sort(comparisons.begin(), comparisons.end(),
                     [](const Comparison& a, const Comparison& b) {
                       return a.p < b.p;
                     });
    cut.left_out = comparisons.size() - kMostRows;
    comparisons.resize(kMostRows);
  }
  cut.table.columns = {"from",          "to",         "pairs of seeds",       "mean difference",
                       "95 % interval", "adjusted p", "larger than the noise"};
  for (const Comparison& comparison : comparisons) {
    cut.table.rows.push_back(comparison_row(axes, metric, comparison));
  }
  return cut;
}

CutTable uncounted_runs_table(const SweepResults& results, const std::vector<SweepAxis>& axes) {
  CutTable cut{{{"run", "point", "seed", "status", "reason"}, {}}, 0};
  for (const RunResult& run : results.runs) {
    if (run.counts() && run.point >= 0 && run.status != "failed") {
      continue;
    }
    if (cut.table.rows.size() == kMostRows) {
      ++cut.left_out;
      continue;
    }
    cut.table.rows.push_back(
        {number_cell(std::to_string(run.id), static_cast<double>(run.id)),
         text_cell(run.point < 0 ? "of no point"
                                 : point_label(axes, static_cast<std::size_t>(run.point))),
         text_cell(run.seed), text_cell(run.status),
         text_cell(run.counts() ? run.reason + " (its results count)"
                   : run.status == "finished" && run.reason.empty() ? "never evaluated"
                                                                    : run.reason)});
  }
  return cut;
}

}  // namespace simgrad
