#include "sim/report/axis_figures.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/dot_plot.hpp"
#include "sim/report/heat_map.hpp"
#include "sim/report/line_chart.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostSeries = 6;
constexpr std::size_t kMostNamedTicks = 8;
constexpr std::size_t kMostCells = 900;

/// The axis whose values make the series; none if there is no fitting one.
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

/// Estimates of a metric for each value of an axis and of the series' axis: [series][value].
std::vector<std::vector<Estimate>> estimates(const SweepResults& results,
                                             const std::vector<SweepAxis>& axes, std::size_t x,
                                             std::optional<std::size_t> series,
                                             const SweepMetric& metric) {
  std::vector<std::vector<Estimate>> table(series ? axes[*series].values.size() : 1);
  for (std::size_t s = 0; s < table.size(); ++s) {
    for (std::size_t v = 0; v < axes[x].values.size(); ++v) {
      table[s].push_back(estimate_of(results, metric, runs_where(results, [&](std::size_t point) {
                                       return axes[x].value_of_point[point] == v &&
                                              (!series || axes[*series].value_of_point[point] == s);
                                     })));
    }
  }
  return table;
}

std::string caption(const std::vector<SweepAxis>& axes, std::size_t x,
                    std::optional<std::size_t> series,
                    const std::vector<std::vector<Estimate>>& table, const char* mark) {
  bool has_interval = false;
  bool never = false;
  bool is_open = false;
  for (const auto& row : table) {
    for (const Estimate& estimate : row) {
      has_interval = has_interval || estimate.interval;
      never = never || std::isinf(estimate.median);
      is_open = is_open || (estimate.interval && std::isinf(estimate.interval->high));
    }
  }
  std::string pooled;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (i != x && i != series && axes[i].values.size() > 1) {
      pooled += (pooled.empty() ? "" : ", ") + axes[i].name;
    }
  }
  std::string text = "Medians over the runs with each value";
  text += pooled.empty() ? "" : fmt::format(", those with different {} put together", pooled);
  text += has_interval ? fmt::format("; the {} is the 95 % bootstrap interval of the median.", mark)
                       : fmt::format("; one run a value, so there is no {}.", mark);
  text += is_open ? fmt::format(" Where the {} reaches the border, it ends at “never”.", mark) : "";
  return text + (never ? " A mark at the border: half of the runs or more never got there." : "");
}

std::string title(const SweepMetric& metric, const SweepAxis& axis) {
  std::string text = metric.label + " against " + axis.name;
  text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// Whether the finite values are above 0 and differ by more than a factor of 20.
bool is_wide_range(const std::vector<double>& values) {
  double least = kNever;
  double greatest = 0.0;
  for (const double value : values) {
    if (std::isfinite(value)) {
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
  }
  return least > 0.0 && greatest > 20.0 * least;
}

/// Times are drawn from 0, or by their ratios where they differ by orders.
Axis metric_axis(const SweepMetric& metric, const std::vector<std::vector<Estimate>>& table) {
  std::vector<double> medians;
  for (const auto& series : table) {
    for (const Estimate& estimate : series) {
      medians.push_back(estimate.median);
    }
  }
  const bool is_time = metric.unit == Unit::kSeconds;
  return {metric.label, metric.unit, is_time && is_wide_range(medians), is_time};
}

Figure line_figure(const std::vector<SweepAxis>& axes, std::size_t x,
                   std::optional<std::size_t> series, const SweepMetric& metric,
                   const std::vector<std::vector<Estimate>>& table) {
  LineChart chart;
  chart.title = title(metric, axes[x]);
  chart.x = {axes[x].name, axes[x].unit, axes[x].is_logarithmic, false};
  if (axes[x].values.size() <= kMostNamedTicks) {
    for (const AxisSetting& value : axes[x].values) {
      chart.x.names.push_back({value.number, value.label});
    }
  }
  for (std::size_t s = 0; s < table.size(); ++s) {
    Series line;
    line.style = s;
    line.label = series ? axes[*series].name + ' ' + axes[*series].values[s].label : "";
    for (std::size_t v = 0; v < table[s].size(); ++v) {
      const Estimate& estimate = table[s][v];
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
  return {to_svg(chart), caption(axes, x, series, table, "band")};
}

Figure dot_figure(const std::vector<SweepAxis>& axes, std::size_t x,
                  std::optional<std::size_t> series, const SweepMetric& metric,
                  const std::vector<std::vector<Estimate>>& table) {
  DotPlot chart;
  chart.title = title(metric, axes[x]);
  chart.x = metric_axis(metric, table);
  chart.infinite = metric.never;
  for (std::size_t s = 0; series && s < table.size(); ++s) {
    chart.groups.push_back(axes[*series].name + ' ' + axes[*series].values[s].label);
  }
  for (std::size_t v = 0; v < axes[x].values.size(); ++v) {
    DotRow row{axes[x].values[v].label, {}};
    for (std::size_t s = 0; s < table.size(); ++s) {
      const Estimate& estimate = table[s][v];
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
  return {to_svg(chart), caption(axes, x, series, table, "line through a dot")};
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
  const auto series = series_axis(axes, axis);
  const auto table = estimates(results, axes, axis, series, metric);
  bool has_finite = false;
  for (const auto& row : table) {
    has_finite = has_finite || std::any_of(row.begin(), row.end(), [](const Estimate& estimate) {
                   return std::isfinite(estimate.median);
                 });
  }
  std::size_t known = 0;
  for (std::size_t v = 0; v < axes[axis].values.size(); ++v) {
    known += std::any_of(table.begin(), table.end(),
                         [v](const auto& row) {
                           return row[v].n > 0;
                         })
                 ? 1
                 : 0;
  }
  if (known < 2 || !has_finite) {
    return std::nullopt;
  }
  return axes[axis].is_numeric ? line_figure(axes, axis, series, metric, table)
                               : dot_figure(axes, axis, series, metric, table);
}

std::optional<Figure> heat_map_figure(const SweepResults& results,
                                      const std::vector<SweepAxis>& axes, std::size_t rows,
                                      std::size_t columns, const SweepMetric& metric) {
  const std::size_t cells = axes[rows].values.size() * axes[columns].values.size();
  if (axes[rows].values.size() < 2 || axes[columns].values.size() < 2 || cells > kMostCells) {
    return std::nullopt;
  }
  std::vector<std::vector<std::size_t>> runs(cells);
  for (const std::size_t run : runs_where(results, [](std::size_t) {
         return true;
       })) {
    const auto point = static_cast<std::size_t>(results.runs[run].point);
    runs[axes[rows].value_of_point[point] * axes[columns].values.size() +
         axes[columns].value_of_point[point]]
        .push_back(run);
  }
  HeatMap chart;
  std::size_t filled = 0;
  for (const auto& cell : runs) {
    const Estimate estimate = estimate_of(results, metric, cell);
    filled += estimate.n > 0 ? 1 : 0;
    chart.values.push_back(estimate.median);
  }
  const bool has_finite = std::any_of(chart.values.begin(), chart.values.end(), [](double value) {
    return std::isfinite(value);
  });
  if (2 * filled <= cells || !has_finite) {
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
  chart.logarithmic = metric.unit == Unit::kSeconds && is_wide_range(chart.values);
  const bool never = std::any_of(chart.values.begin(), chart.values.end(), [](double value) {
    return std::isinf(value);
  });
  return Figure{to_svg(chart),
                std::string("Each cell is the median over its runs") +
                    (axes.size() > 2 ? ", whatever the other axes are." : ".") +
                    (never ? " Infinite: half of them or more never got there." : "")};
}

}  // namespace simgrad
