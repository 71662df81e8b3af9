#include "sim/report/line_chart.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostMarkers = 12;  // of a line with more points than kAllMarked
constexpr std::size_t kAllMarked = 24;
constexpr double kBeyondDistance = 9.0;  // between marks at the border

std::size_t style_of(const LineChart& chart, std::size_t index) {
  return chart.series[index].style.value_or(index);
}

struct Scales {
  Scale x;
  Scale y;
};

Scales scales_of(const LineChart& chart) {
  Extent x;
  Extent y;
  for (const Series& series : chart.series) {
    SIMGRAD_REQUIRE(series.low.size() == series.high.size() &&
                        (series.low.empty() || series.low.size() == series.points.size()),
                    "a band has two numbers for each point");
    for (const ChartPoint& point : series.points) {
      x.add(point.x);
      y.add(point.y);
    }
    std::for_each(series.low.begin(), series.low.end(), [&y](double low) {
      y.add(low);
    });
    std::for_each(series.high.begin(), series.high.end(), [&y](double high) {
      y.add(high);
    });
  }
  for (const EventMark& event : chart.events) {
    x.add(event.x);
  }
  if (chart.target) {
    y.add(chart.target->y);
  }
  return {Scale(chart.x, x, 0.0), Scale(chart.y, y, 0.04)};
}

std::vector<LegendEntry> legend_of(const LineChart& chart, const Scales& scales) {
  std::vector<LegendEntry> legend;
  bool has_nan = false;
  bool has_infinite = false;
  bool has_zero = false;  // or less, on a logarithmic axis
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    if (chart.series.size() > 1) {
      legend.push_back({Swatch::kLine, style_of(chart, i), chart.series[i].label});
    }
    for (const ChartPoint& point : chart.series[i].points) {
      has_nan = has_nan || std::isnan(point.y);
      has_infinite = has_infinite || std::isinf(point.y);
      has_zero = has_zero || (std::isfinite(point.y) && !scales.y.holds(point.y));
    }
  }
  if (chart.target) {
    legend.push_back({Swatch::kTarget, 0, chart.target->label});
  }
  if (!chart.events.empty()) {
    legend.push_back({Swatch::kEvent, 0, chart.events_label});
  }
  if (has_infinite || has_zero) {
    legend.push_back({Swatch::kInfinite, 0,
                      !has_zero       ? "infinite"
                      : !has_infinite ? "zero or less"
                                      : "infinite, or zero or less"});
  }
  if (has_nan) {
    legend.push_back({Swatch::kUndefined, 0, "not a number"});
  }
  for (const std::string& note : chart.notes) {
    legend.push_back({Swatch::kNothing, 0, note});
  }
  return legend;
}

/// Indices of a series' points in the order of x.
std::vector<std::size_t> order_of(const Series& series) {
  std::vector<std::size_t> order(series.points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&series](std::size_t i) {
    const double x = series.points[i].x;
    return std::isnan(x) ? std::numeric_limits<double>::infinity() : x;
  };
  const auto by_key = [&key](std::size_t a, std::size_t b) {
    return key(a) < key(b);
  };
  if (!std::is_sorted(order.begin(), order.end(), by_key)) {
    std::stable_sort(order.begin(), order.end(), by_key);
  }
  return order;
}

class Painter {
 public:
  Painter(Svg& svg, const Plot& plot, const Scales& scales)
      : svg_(svg), plot_(plot), scales_(scales) {}

  void band(const Series& series, std::size_t style) {
    std::vector<ChartPoint> upper;
    std::vector<ChartPoint> lower;
    for (const std::size_t i : series.low.empty() ? std::vector<std::size_t>{} : order_of(series)) {
      if (!std::isnan(series.low[i]) && !std::isnan(series.high[i])) {
        upper.push_back(place({series.points[i].x, series.high[i]}));
        lower.push_back(place({series.points[i].x, series.low[i]}));
      }
    }
    upper = thinned(upper);
    lower = thinned(lower);
    upper.insert(upper.end(), lower.rbegin(), lower.rend());
    if (!upper.empty()) {
      svg_.path(commands(upper) + "Z",
                fmt::format(R"(fill="{}" fill-opacity="0.18")", series_colour(style)));
    }
  }

  void line(const Series& series, std::size_t style, bool dashed) {
    std::vector<ChartPoint> run;
    std::vector<ChartPoint> beyond;  // y as it was
    std::string stroke;
    std::vector<ChartPoint> drawn;
    for (const std::size_t i : order_of(series)) {
      const ChartPoint& point = series.points[i];
      if (scales_.y.holds(point.y)) {
        run.push_back(place(point));
        continue;
      }
      finish_run(run, stroke, drawn);
      beyond.push_back({place(point).x, point.y});
    }
    finish_run(run, stroke, drawn);
    if (!stroke.empty()) {
      svg_.path(stroke, series_stroke(style, dashed), series.label);
    }
    markers(drawn, style);
    marks_beyond(beyond, style);
  }

 private:
  [[nodiscard]] ChartPoint place(const ChartPoint& point) const {
    return {plot_.x(scales_.x.share(point.x)), plot_.y(scales_.y.share(point.y))};
  }

  static std::string commands(const std::vector<ChartPoint>& points) {
    std::string text;
    for (const ChartPoint& point : points) {
      text += fmt::format("{}{} {}", text.empty() ? "M" : "L", pixels(point.x), pixels(point.y));
    }
    return text;
  }

  static void finish_run(std::vector<ChartPoint>& run, std::string& stroke,
                         std::vector<ChartPoint>& drawn) {
    const std::vector<ChartPoint> kept = thinned(run);
    if (kept.size() > 1) {
      stroke += commands(kept);
    }
    drawn.insert(drawn.end(), kept.begin(), kept.end());
    run.clear();
  }

  void markers(const std::vector<ChartPoint>& points, std::size_t style) {
    const std::size_t stride =
        points.size() <= kAllMarked ? 1 : (points.size() + kMostMarkers - 1) / kMostMarkers;
    std::string shapes;
    for (std::size_t i = points.size() <= kAllMarked ? 0 : stride / 2; i < points.size();
         i += stride) {
      shapes += marker_path(style, points[i].x, points[i].y, 3.5);
    }
    if (!shapes.empty()) {
      svg_.path(shapes, fmt::format(R"(fill="{}")", series_colour(style)));
    }
  }

  void marks_beyond(const std::vector<ChartPoint>& points, std::size_t style) {
    std::string shapes;
    double free_from = -kBeyondDistance;
    double last = 0.0;
    for (const ChartPoint& point : points) {
      const bool is_same =
          std::isnan(point.y) == std::isnan(last) && (point.y > 0.0) == (last > 0.0);
      if (point.x >= free_from || !is_same) {
        const bool at_bottom = point.y <= 0.0;
        shapes += beyond_mark(point.x, at_bottom ? plot_.bottom() - 6.0 : plot_.top + 6.0, point.y);
        free_from = point.x + kBeyondDistance;
        last = point.y;
      }
    }
    if (!shapes.empty()) {
      svg_.path(shapes, fmt::format(R"(fill="{}")", series_colour(style)));
    }
  }

  Svg& svg_;
  const Plot& plot_;
  const Scales& scales_;
};

}  // namespace

std::string to_svg(const LineChart& chart) {
  Svg svg(chart.width, chart.title);
  const Scales scales = scales_of(chart);
  const double top =
      std::max(kOneRowLegend, draw_heading(svg, chart.title, legend_of(chart, scales)));
  const Plot plot = draw_axes(svg, top, chart.plot_height, scales.x, scales.y);
  draw_event_marks(svg, plot, scales.x, chart.events);
  if (chart.target) {
    const double y = plot.y(scales.y.share(chart.target->y));
    svg.line(plot.left, y, plot.right(), y, kTargetStroke, chart.target->label);
  }
  Painter painter(svg, plot, scales);
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    painter.band(chart.series[i], style_of(chart, i));
  }
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    painter.line(chart.series[i], style_of(chart, i), chart.series.size() > 1);
  }
  return svg.finish(plot.bottom() + kBottomAxisHeight);
}

}  // namespace simgrad
