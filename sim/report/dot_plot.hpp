#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/report/frame.hpp"
#include "sim/results/statistics.hpp"

namespace simgrad {

struct Dot {
  double value = 0.0;
  std::optional<Interval> interval = {};  ///< drawn as a line through the dot
  std::size_t group = 0;                  ///< index into DotPlot::groups: colour and shape
  std::string tooltip = {};
};

struct DotRow {
  std::string label = {};
  std::vector<Dot> dots = {};  ///< one below the other
};

/// Values of things without order, each in a row of its own, with intervals. What is infinite
/// stands at the right border as a mark; a dot that is no number is left out.
struct DotPlot {
  std::string title = {};
  Axis x = {};
  std::vector<DotRow> rows = {};
  std::vector<std::string> groups = {};  ///< of the legend; empty: one group without a name
  std::string infinite = "infinite";     ///< what the mark means
  double width = kColumnWidth;
};

/// The chart as an SVG element.
std::string to_svg(const DotPlot& chart);

}  // namespace simgrad
