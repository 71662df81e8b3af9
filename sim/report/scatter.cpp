#include "sim/report/scatter.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/report/label_places.hpp"
#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kRadius = 5.0;
constexpr const char* kFrontStroke =
    R"(stroke="currentColor" stroke-width="1.5" stroke-dasharray="5 4" fill="none")";

class Painter {
 public:
  Painter(Svg& svg, const Scatter& chart, const Plot& plot, const Scale& x, const Scale& y)
      : svg_(svg), chart_(chart), plot_(plot), places_(plot) {
    for (const ScatterPoint& point : chart.points) {
      at_.push_back({plot.x(x.share(point.x)), plot.y(y.share(point.y))});
      is_held_.push_back(x.holds(point.x) && y.holds(point.y));
      places_.occupy(at_.back(), kRadius);
    }
  }

  void front() {
    std::string commands;
    std::optional<ChartPoint> before;
    for (const std::size_t i : chart_.front) {
      if (is_held_[i]) {
        keep_free(before.value_or(at_[i]), at_[i]);
        before = at_[i];
        commands += fmt::format("{}{} {}", commands.empty() ? "M" : "L", pixels(at_[i].x),
                                pixels(at_[i].y));
      }
    }
    if (!commands.empty()) {
      svg_.path(commands, kFrontStroke, chart_.front_label);
    }
  }

  void points() {
    for (std::size_t i = 0; i < at_.size(); ++i) {
      const ScatterPoint& point = chart_.points[i];
      const std::string shape =
          is_held_[i]
              ? marker_path(point.group, at_[i].x, at_[i].y, kRadius)
              : beyond_mark(at_[i].x, std::clamp(at_[i].y, plot_.top + 6.0, plot_.bottom() - 6.0),
                            std::isfinite(point.y) ? point.x : point.y);
      const std::string text = fmt::format("{}\n{}: {}\n{}: {}", point.label, chart_.x.label,
                                           quantity_text(chart_.x.unit, point.x), chart_.y.label,
                                           quantity_text(chart_.y.unit, point.y));
      svg_.path(shape, fmt::format(R"(fill="{}" fill-opacity="0.85")", series_colour(point.group)),
                text);
    }
  }

  void labels() {
    std::vector<std::size_t> order = chart_.front;
    for (std::size_t i = 0; i < at_.size(); ++i) {
      order.push_back(i);
    }
    std::vector<bool> is_tried(at_.size(), false);
    for (const std::size_t i : order) {
      if (!is_tried[i] && !chart_.points[i].label.empty()) {
        const std::string label = shorten(clean_text(chart_.points[i].label), 0.35 * plot_.width);
        if (const auto place = places_.find(at_[i], label, kRadius)) {
          svg_.text(place->x, place->y, label, {}, chart_.points[i].label);
        }
      }
      is_tried[i] = true;
    }
  }

 private:
  /// Takes the place of a line, so that no label lies on it.
  void keep_free(const ChartPoint& from, const ChartPoint& to) {
    constexpr double kStep = 10.0;
    const int steps = static_cast<int>(std::hypot(to.x - from.x, to.y - from.y) / kStep);
    for (int i = 1; i < steps; ++i) {
      const double share = static_cast<double>(i) / steps;
      places_.occupy({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)}, 2.0);
    }
  }

  Svg& svg_;
  const Scatter& chart_;
  const Plot& plot_;
  LabelPlaces places_;
  std::vector<ChartPoint> at_;
  std::vector<bool> is_held_;
};

std::vector<LegendEntry> legend_of(const Scatter& chart, const Scale& x, const Scale& y) {
  std::vector<LegendEntry> legend;
  for (std::size_t i = 0; i < chart.groups.size(); ++i) {
    legend.push_back({Swatch::kMarker, i, chart.groups[i]});
  }
  if (!chart.front.empty()) {
    legend.push_back({Swatch::kTarget, 0, chart.front_label});
  }
  const auto is_beyond = [&x, &y](const ScatterPoint& point) {
    return !x.holds(point.x) || !y.holds(point.y);
  };
  if (std::any_of(chart.points.begin(), chart.points.end(), is_beyond)) {
    legend.push_back({Swatch::kInfinite, 0, "outside the axes"});
  }
  return legend;
}

}  // namespace

std::string to_svg(const Scatter& chart) {
  Extent x_extent;
  Extent y_extent;
  for (const ScatterPoint& point : chart.points) {
    x_extent.add(point.x);
    y_extent.add(point.y);
  }
  for (const std::size_t i : chart.front) {
    SIMGRAD_REQUIRE(i < chart.points.size(), "a front is made of the chart's points");
  }
  const Scale x(chart.x, x_extent, 0.05);
  const Scale y(chart.y, y_extent, 0.05);
  Svg svg(chart.width, chart.title);
  const double top = draw_heading(svg, chart.title, legend_of(chart, x, y));
  const Plot plot = draw_axes(svg, top, chart.plot_height, x, y);
  Painter painter(svg, chart, plot, x, y);
  painter.front();
  painter.points();
  painter.labels();
  return svg.finish(plot.bottom() + kBottomAxisHeight);
}

}  // namespace simgrad
