#include "gui/views/traffic/traffic_plot.hpp"

#include <algorithm>

#include "gui/theme/theme.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr double kLineWidth = 1.4;
constexpr std::size_t kOthers = 6;
constexpr int kPointsAStep = 2;
constexpr int kPixelsAStep = 4;          // at least: narrower ones are a blur
constexpr double kMostOutlined = 100.0;  // steps in view; of more, outlines hide the areas

/// The corners of a step function.
QList<QPointF> cornersOf(const TrafficSteps& steps, const std::vector<double>& rates,
                         double end_s) {
  QList<QPointF> corners;
  corners.reserve(kPointsAStep * static_cast<qsizetype>(rates.size()));
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const double begin_s = steps.begin_s + static_cast<double>(i) * steps.step_s;
    corners.append({begin_s, rates[i]});
    corners.append({begin_s + lengthBefore(end_s, begin_s, steps.step_s), rates[i]});
  }
  return corners;
}

/// What is zoomed to and as much again on both sides: no gap appears before the next drawing.
Range drawnPart(const RunSnapshot& run, const std::optional<Range>& seen) {
  if (!seen) {
    return {0.0, run.end()};
  }
  const double width = seen->high - seen->low;
  return {std::max(0.0, seen->low - width), std::min(run.end(), seen->high + width)};
}

}  // namespace

QPen groupPen(std::size_t group) {
  return {group < kOthers ? seriesColour(group) : theme().muted, kLineWidth};
}

Plot trafficPlot(const RunSnapshot& run, const TrafficGroups& traffic,
                 const std::optional<Range>& seen, int columns) {
  Plot plot;
  plot.x = {.label = "simulated time", .unit = Unit::kSeconds, .from_zero = true};
  plot.y = {.label = "rate", .unit = Unit::kBytesPerSecond, .from_zero = true};
  plot.x_extent = {0.0, run.end()};
  plot.if_empty = "no link has carried anything yet";
  const Range part = drawnPart(run, seen);
  const double views =
      seen ? std::max(1.0, (part.high - part.low) / (seen->high - seen->low)) : 1.0;
  const auto most = static_cast<std::size_t>(std::max(1, columns) * views / kPixelsAStep);
  const TrafficSteps steps = stepsWithin(traffic, part, std::max<std::size_t>(1, most));
  if (steps.bytes.empty()) {
    return plot;
  }
  if (steps.step_s > traffic.bin_s) {
    plot.y.label = "rate, mean of " + quantity_text(Unit::kSeconds, steps.step_s);
  }
  const bool has_outlines = static_cast<double>(steps.bytes.front().size()) / views < kMostOutlined;
  std::vector<double> rates(steps.bytes.front().size(), 0.0);
  QList<QPointF> floor = cornersOf(steps, rates, traffic.end_s);
  for (std::size_t group = 0; group < steps.bytes.size(); ++group) {
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double begin_s = steps.begin_s + static_cast<double>(i) * steps.step_s;
      rates[i] += steps.bytes[group][i] / lengthBefore(traffic.end_s, begin_s, steps.step_s);
    }
    QList<QPointF> top = cornersOf(steps, rates, traffic.end_s);
    QColor fill = groupPen(group).color();
    fill.setAlpha(kGroupFillAlpha);
    plot.curves.push_back({.pen = has_outlines ? groupPen(group) : QPen(Qt::transparent),
                           .points = top,
                           .has_dots = false,
                           .fill = fill,
                           .floor = floor});
    floor = std::move(top);
  }
  return plot;
}

}  // namespace simgrad::gui
