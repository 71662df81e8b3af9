#include "sim/results/axis_table.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr std::size_t kMostSeries = 6;
constexpr double kWide = 20.0;
constexpr double kVeryWide = 1000.0;  // where the distance from 0 says something

template <class Predicate>
bool any_estimate(const AxisTable& table, Predicate holds) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return std::any_of(row.begin(), row.end(), [&](const AxisCell& cell) {
      return holds(cell.estimate);
    });
  });
}

bool any_never(const AxisTable& table) {
  return any_estimate(table, [](const Estimate& estimate) {
    return std::isinf(estimate.median);
  });
}

/// Whether the finite medians are above 0 and differ by more than a factor.
bool is_wide_range(const AxisTable& table, double factor) {
  double least = kNever;
  double greatest = 0.0;
  for (const auto& row : table.rows) {
    for (const AxisCell& cell : row) {
      if (std::isfinite(cell.estimate.median)) {
        least = std::min(least, cell.estimate.median);
        greatest = std::max(greatest, cell.estimate.median);
      }
    }
  }
  return least > 0.0 && greatest > factor * least;
}

}  // namespace

AxisTable axis_table(const SweepResults& results, const std::vector<SweepAxis>& axes, std::size_t x,
                     std::optional<std::size_t> series, const SweepMetric& metric) {
  AxisTable table{x, series, {}};
  table.rows.assign(series ? axes[*series].values.size() : 1,
                    std::vector<AxisCell>(axes[x].values.size()));
  for (std::size_t i = 0; i < results.runs.size(); ++i) {
    const RunResult& run = results.runs[i];
    if (run.point >= 0 && run.rung == results.compared_rung) {
      const auto point = static_cast<std::size_t>(run.point);
      auto& row = table.rows[series ? axes[*series].value_of_point[point] : 0];
      AxisCell& cell = row[axes[x].value_of_point[point]];
      (run.counts() ? cell.runs : cell.others).push_back(i);
    }
  }
  for (auto& row : table.rows) {
    for (AxisCell& cell : row) {
      cell.estimate = estimate_of(results, metric, cell.runs);
    }
  }
  return table;
}

std::optional<std::size_t> series_axis(const std::vector<SweepAxis>& axes, std::size_t x) {
  std::optional<std::size_t> chosen;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const bool fits = i != x && axes[i].values.size() >= 2 && axes[i].values.size() <= kMostSeries;
    if (fits && (!chosen || (axes[*chosen].is_numeric && !axes[i].is_numeric))) {
      chosen = i;
    }
  }
  return chosen;
}

bool is_never_reached(const AxisTable& table) {
  return !any_estimate(table, [](const Estimate& estimate) {
    return std::isfinite(estimate.median);
  });
}

Axis metric_axis(const SweepMetric& metric, const AxisTable& table) {
  const bool is_amount =
      metric.unit == Unit::kSeconds || metric.unit == Unit::kBytes || metric.unit == Unit::kCount;
  const bool is_wide =
      metric.unit != Unit::kFraction && is_wide_range(table, is_amount ? kWide : kVeryWide);
  return {metric.label, metric.unit, is_wide, is_amount};
}

std::string axis_title(const SweepMetric& metric, const SweepAxis& axis) {
  std::string text = metric.label + " against " + axis.name;
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string axis_caption(const std::vector<SweepAxis>& axes, const AxisTable& table,
                         const std::string& mark) {
  std::string pooled;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (i != table.x && i != table.series && axes[i].values.size() > 1) {
      pooled += (pooled.empty() ? "" : ", ") + axes[i].name;
    }
  }
  std::string text = "Medians over the runs with each value";
  text += pooled.empty() ? "" : fmt::format(", those with different {} put together", pooled);
  return text + "; " + marks_caption(table, mark);
}

std::string marks_caption(const AxisTable& table, const std::string& mark) {
  const bool has_interval = any_estimate(table, [](const Estimate& estimate) {
    return estimate.interval.has_value();
  });
  const bool is_open = any_estimate(table, [](const Estimate& estimate) {
    return estimate.interval && std::isinf(estimate.interval->high);
  });
  std::string text = has_interval
                         ? fmt::format("the {} is the 95 % bootstrap interval of the median.", mark)
                         : fmt::format("one run a value, so there is no {}.", mark);
  text += is_open ? fmt::format(" Where the {} reaches the border, it ends at “never”.", mark) : "";
  return text + (any_never(table)
                     ? " A mark at the border: half of the runs or more never got there."
                     : "");
}

std::string map_caption(const std::vector<SweepAxis>& axes, const AxisTable& table,
                        const std::string& mark) {
  return std::string("Each cell is the median over its runs") +
         (axes.size() > 2 ? ", whatever the other axes are." : ".") +
         (any_never(table) ? fmt::format(" {}: half of them or more never got there.", mark) : "");
}

}  // namespace simgrad
