#include "sim/report/dot_plot.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kDotHeight = 16.0;
constexpr double kRowGap = 10.0;
constexpr double kRadius = 5.0;

double row_height(const DotRow& row) {
  return kDotHeight * static_cast<double>(std::max<std::size_t>(1, row.dots.size())) + kRowGap;
}

Extent extent_of(const DotPlot& chart) {
  Extent extent;
  for (const DotRow& row : chart.rows) {
    for (const Dot& dot : row.dots) {
      extent.add(dot.value);
      if (dot.interval) {
        extent.add(dot.interval->low);
        extent.add(dot.interval->high);
      }
    }
  }
  return extent;
}

bool has_infinite(const DotPlot& chart) {
  return std::any_of(chart.rows.begin(), chart.rows.end(), [](const DotRow& row) {
    return std::any_of(row.dots.begin(), row.dots.end(), [](const Dot& dot) {
      return std::isinf(dot.value);
    });
  });
}

std::vector<LegendEntry> legend_of(const DotPlot& chart) {
  std::vector<LegendEntry> legend;
  for (std::size_t group = 0; group < chart.groups.size(); ++group) {
    legend.push_back({Swatch::kMarker, group, chart.groups[group]});
  }
  if (has_infinite(chart)) {
    legend.push_back({Swatch::kInfinite, 0, chart.infinite});
  }
  return legend;
}

double label_width(const DotPlot& chart) {
  const double widest = widest_label(chart.rows, [](const DotRow& row) {
    return row.label;
  });
  return std::min(widest, 0.4 * chart.width);
}

void draw_dot(Svg& svg, const Plot& plot, const Scale& x, const Dot& dot, double y) {
  const std::string colour = series_colour(dot.group);
  if (dot.interval) {
    svg.line(plot.x(x.share(dot.interval->low)), y, plot.x(x.share(dot.interval->high)), y,
             fmt::format(R"(stroke="{}" stroke-width="2.5" stroke-opacity="0.55")", colour),
             dot.tooltip);
  }
  const double at = plot.x(x.share(dot.value));
  svg.path(x.holds(dot.value) ? marker_path(dot.group, at, y, kRadius)
                              : beyond_mark(plot.right() - 6.0, y, dot.value),
           fmt::format(R"(fill="{}")", colour), dot.tooltip);
}

}  // namespace

std::string to_svg(const DotPlot& chart) {
  const Scale x(chart.x, extent_of(chart), 0.04);
  Svg svg(chart.width, chart.title);
  const double top = draw_heading(svg, chart.title, legend_of(chart)) + 6.0;
  const double left = label_width(chart) + 10.0;
  double height = 0.0;
  for (const DotRow& row : chart.rows) {
    height += row_height(row);
  }
  const Plot plot{left, top, chart.width - left - 12.0, height};
  draw_bottom_axis(svg, plot, x, true);
  double y = top;
  for (const DotRow& row : chart.rows) {
    svg.text(left - 8.0, y + 0.5 * row_height(row) + 5.0, row.label,
             {.anchor = Anchor::kEnd, .width = left - 8.0});
    double at = y + 0.5 * (kRowGap + kDotHeight);
    for (const Dot& dot : row.dots) {
      if (!std::isnan(dot.value)) {
        draw_dot(svg, plot, x, dot, at);
      }
      at += kDotHeight;
    }
    y += row_height(row);
  }
  return svg.finish(plot.bottom() + kBottomAxisHeight);
}

}  // namespace simgrad
