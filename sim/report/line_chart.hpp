#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/report/event_marks.hpp"
#include "sim/report/frame.hpp"
#include "sim/report/thinning.hpp"

namespace simgrad {

struct Series {
  std::string label = {};
  std::vector<ChartPoint> points = {};
  /// What the band around the line reaches, one a point; empty: no band. NaN: none at that point.
  std::vector<double> low = {};
  std::vector<double> high = {};
  std::optional<std::size_t> style =
      {};  ///< colour, dashes and marker; none: its place in the list
};

struct TargetLine {
  double y = 0.0;
  std::string label = {};
};

/// Series over one x, as lines. Points are joined in the order of x.
///
/// A y that is not finite, or not above zero on a logarithmic axis, interrupts its line and is
/// shown as a mark at the border, which the legend explains. A point whose x is not finite stands
/// at the right border. Marks that would overlap are drawn once, with all that they say.
struct LineChart {
  std::string title = {};
  Axis x = {};
  Axis y = {};
  std::vector<Series> series = {};
  std::vector<EventMark> events = {};
  std::string events_label = {};  ///< of the legend: "host or link down"
  std::optional<TargetLine> target = {};
  std::vector<std::string> notes = {};  ///< words at the end of the legend
  double width = kColumnWidth;
  double plot_height = 220.0;
};

/// The chart as an SVG element. Throws: BrokenInvariant unless a band is as long as its series.
std::string to_svg(const LineChart& chart);

}  // namespace simgrad
