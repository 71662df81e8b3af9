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

const char* verdict_text(Verdict verdict) {
  switch (verdict) {
    case Verdict::kTooFewSeeds:
      return "too few seeds to say";
    case Verdict::kNo:
      return "no";
    case Verdict::kAlone:
      return "only if it stood alone";
    case Verdict::kYes:
      return "yes";
  }
  return "";
}

/// Differences of shares are in percentage points.
Display difference_display(Unit unit, double largest) {
  return unit == Unit::kFraction ? Display{0.01, "pp"} : display_of(unit, largest);
}

Cell difference_cell(Unit unit, const Comparison& comparison) {
  if (comparison.seeds == 0) {
    return number_cell("–", kNever);
  }
  const double value = comparison.mean_difference;
  return number_cell(range_text(difference_display(unit, value), {value, value}, true), value);
}

Cell difference_interval(Unit unit, const std::optional<Interval>& interval) {
  if (!interval) {
    return number_cell("–", kNever);
  }
  const double largest = std::max(std::abs(interval->low), std::abs(interval->high));
  return number_cell(range_text(difference_display(unit, largest), *interval, true), interval->low);
}

Cell probability_cell(const Comparison& comparison, double p) {
  if (!comparison.interval) {
    return number_cell("–", kNever);
  }
  return number_cell(p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", p), p);
}

/// What is compared: the axis that differs and its values, and what the other axes are.
std::vector<Cell> compared_cells(const std::vector<SweepAxis>& axes,
                                 const std::vector<PointSummary>& summaries,
                                 const Comparison& comparison) {
  const std::size_t from = summaries[comparison.pairs.front().first].point;
  const std::size_t to = summaries[comparison.pairs.front().second].point;
  if (!comparison.axis) {
    return {text_cell("several"), text_cell(point_label(axes, from)),
            text_cell(point_label(axes, to)), text_cell("")};
  }
  const SweepAxis& axis = axes[*comparison.axis];
  std::vector<SweepAxis> others = axes;
  others.erase(others.begin() + static_cast<std::ptrdiff_t>(*comparison.axis));
  const std::string rest = others.empty() ? "" : point_label(others, from);
  return {text_cell(axis.name), text_cell(axis.values[axis.value_of_point[from]].label),
          text_cell(axis.values[axis.value_of_point[to]].label),
          text_cell(comparison.pairs.size() == 1
                        ? rest
                        : fmt::format("mean over {}", comparison.pairs.size()))};
}

/// Why a run is listed apart.
std::string reason_text(const RunResult& run) {
  if (run.counts()) {
    return run.reason + " (its results count)";
  }
  return run.status == "finished" ? "never evaluated; " + run.reason : run.reason;
}

}  // namespace

HtmlTable axes_table(const std::vector<SweepAxis>& axes) {
  HtmlTable table{{"key", "values", "which"}, {}};
  for (const SweepAxis& axis : axes) {
    std::string which;
    for (std::size_t i = 0; i < std::min(kMostValues, axis.values.size()); ++i) {
      which += (which.empty() ? "" : ", ") + axis.values[i].label;
    }
    which += axis.values.size() > kMostValues ? ", … " + axis.values.back().label : "";
    table.rows.push_back({text_cell(axis.key), count_cell(axis.values.size()), text_cell(which)});
  }
  return table;
}

CutTable comparison_table(const std::vector<SweepAxis>& axes,
                          const std::vector<PointSummary>& summaries, const SweepMetric& metric,
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
  cut.table.columns = {"axis",
                       "from",
                       "to",
                       "all else",
                       "mean difference",
                       "95 % interval",
                       "more than noise",
                       "p",
                       "adjusted p",
                       "seeds"};
  const bool is_cut_off =
      std::any_of(comparisons.begin(), comparisons.end(), [](const Comparison& comparison) {
        return std::isfinite(comparison.counted_up_to);
      });
  if (is_cut_off) {
    cut.table.columns.emplace_back("times up to");
  }
  for (const Comparison& comparison : comparisons) {
    std::vector<Cell> row = compared_cells(axes, summaries, comparison);
    row.push_back(difference_cell(metric.unit, comparison));
    row.push_back(difference_interval(metric.unit, comparison.interval));
    row.push_back(text_cell(verdict_text(comparison.verdict)));
    row.push_back(probability_cell(comparison, comparison.p));
    row.push_back(probability_cell(comparison, comparison.adjusted_p));
    row.push_back(count_cell(comparison.seeds));
    if (is_cut_off) {
      row.push_back(number_cell(std::isinf(comparison.counted_up_to)
                                    ? "–"
                                    : quantity_text(metric.unit, comparison.counted_up_to),
                                comparison.counted_up_to));
    }
    cut.table.rows.push_back(std::move(row));
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
    const std::string point =
        run.point < 0 ? "of no point" : point_label(axes, static_cast<std::size_t>(run.point));
    cut.table.rows.push_back({number_cell(std::to_string(run.id), static_cast<double>(run.id)),
                              text_cell(point), text_cell(run.seed), text_cell(run.status),
                              text_cell(reason_text(run))});
  }
  return cut;
}

}  // namespace simgrad
