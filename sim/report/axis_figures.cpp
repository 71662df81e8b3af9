#include "sim/report/axis_figures.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/report/dot_plot.hpp"
#include "sim/report/heat_map.hpp"
#include "sim/report/line_chart.hpp"
#include "sim/results/axis_table.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostNamedTicks = 8;
constexpr std::size_t kMostCells = 900;

Figure line_figure(const std::vector<SweepAxis>& axes, const SweepMetric& metric,
                   const AxisTable& table) {
  const auto& [x, series, rows] = table;
  LineChart chart;
  chart.title = axis_title(metric, axes[x]);
  chart.x = {axes[x].name, axes[x].unit, axes[x].is_logarithmic, false};
  if (axes[x].values.size() <= kMostNamedTicks) {
    for (const AxisSetting& value : axes[x].values) {
      chart.x.names.push_back({value.number, value.label});
    }
  }
  for (std::size_t s = 0; s < rows.size(); ++s) {
    Series line;
    line.style = s;
    line.label = series ? axes[*series].name + ' ' + axes[*series].values[s].label : "";
    for (std::size_t v = 0; v < rows[s].size(); ++v) {
      const Estimate& estimate = rows[s][v].estimate;
      if (estimate.n == 0) {
        continue;
      }
      line.points.push_back({axes[x].values[v].number, estimate.median});
      line.low.push_back(estimate.interval ? estimate.interval->low : kNotANumber);
      line.high.push_back(estimate.interval ? estimate.interval->high : kNotANumber);
    }
    if (!line.points.empty()) {
      chart.series.push_back(std::move(line));
    }
  }
  chart.y = metric_axis(metric, table);
  return {to_svg(chart), axis_caption(axes, table, "band")};
}

Figure dot_figure(const std::vector<SweepAxis>& axes, const SweepMetric& metric,
                  const AxisTable& table) {
  const auto& [x, series, rows] = table;
  DotPlot chart;
  chart.title = axis_title(metric, axes[x]);
  chart.x = metric_axis(metric, table);
  chart.infinite = metric.never;
  for (std::size_t s = 0; series && s < rows.size(); ++s) {
    chart.groups.push_back(axes[*series].name + ' ' + axes[*series].values[s].label);
  }
  for (std::size_t v = 0; v < axes[x].values.size(); ++v) {
    DotRow row{axes[x].values[v].label, {}};
    for (std::size_t s = 0; s < rows.size(); ++s) {
      const Estimate& estimate = rows[s][v].estimate;
      if (estimate.n > 0) {
        row.dots.push_back(
            {estimate.median, estimate.interval, s,
             fmt::format("{}: {} ({}), {} runs", row.label, median_text(metric.unit, estimate),
                         interval_text(metric.unit, estimate.interval), estimate.n)});
      }
    }
    if (!row.dots.empty()) {
      chart.rows.push_back(std::move(row));
    }
  }
  return {to_svg(chart), axis_caption(axes, table, "line through a dot")};
}

std::vector<std::string> labels(const SweepAxis& axis) {
  std::vector<std::string> texts;
  texts.reserve(axis.values.size());
  for (const AxisSetting& value : axis.values) {
    texts.push_back(value.label);
  }
  return texts;
}

}  // namespace

std::optional<Figure> axis_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                  std::size_t axis, const SweepMetric& metric) {
  const AxisTable table = axis_table(results, axes, axis, series_axis(axes, axis), metric);
  std::size_t known = 0;
  for (std::size_t v = 0; v < axes[axis].values.size(); ++v) {
    known += std::any_of(table.rows.begin(), table.rows.end(),
                         [v](const auto& row) {
                           return row[v].estimate.n > 0;
                         })
                 ? 1
                 : 0;
  }
  if (known < 2 || is_never_reached(table)) {
    return std::nullopt;
  }
  return axes[axis].is_numeric ? line_figure(axes, metric, table) : dot_figure(axes, metric, table);
}

std::optional<Figure> heat_map_figure(const SweepResults& results,
                                      const std::vector<SweepAxis>& axes, std::size_t rows,
                                      std::size_t columns, const SweepMetric& metric) {
  const std::size_t cells = axes[rows].values.size() * axes[columns].values.size();
  if (axes[rows].values.size() < 2 || axes[columns].values.size() < 2 || cells > kMostCells) {
    return std::nullopt;
  }
  const AxisTable table = axis_table(results, axes, columns, rows, metric);
  HeatMap chart;
  std::size_t filled = 0;
  for (const auto& row : table.rows) {
    for (const AxisCell& cell : row) {
      filled += cell.estimate.n > 0 ? 1 : 0;
      chart.values.push_back(cell.estimate.median);
    }
  }
  if (2 * filled <= cells || is_never_reached(table)) {
    return std::nullopt;
  }
  chart.title = fmt::format("{} and {}", axes[rows].name, axes[columns].name);
  chart.x_label = axes[columns].name;
  chart.y_label = axes[rows].name;
  chart.columns = labels(axes[columns]);
  chart.rows = labels(axes[rows]);
  chart.value_label = "median " + metric.label;
  chart.unit = metric.unit;
  chart.missing = "no run";
  chart.logarithmic = metric_axis(metric, table).logarithmic;
  return Figure{to_svg(chart), map_caption(axes, table, "Infinite")};
}

}  // namespace simgrad
