#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/report/frame.hpp"

namespace simgrad {

struct ScatterPoint {
  double x = 0.0;
  double y = 0.0;
  std::string label = {};  ///< beside the point where there is room; always in its tooltip
  std::size_t group = 0;   ///< index into Scatter::groups: colour and shape
};

/// Points without order, some of which form a front. What is not finite is shown at the border.
struct Scatter {
  std::string title = {};
  Axis x = {};
  Axis y = {};
  std::vector<ScatterPoint> points = {};
  std::vector<std::string> groups = {};  ///< of the legend; empty: one group without a name
  std::vector<std::size_t> front = {};   ///< indices of points, joined in this order by a line
  std::string front_label = {};
  double width = kColumnWidth;
  double plot_height = 260.0;
};

/// The chart as an SVG element. Labels of the front's points are placed first. Throws:
/// BrokenInvariant if the front names a point that is not there.
std::string to_svg(const Scatter& chart);

}  // namespace simgrad
