#pragma once

#include <string>
#include <vector>

#include "sim/report/frame.hpp"

namespace simgrad {

struct Bar {
  std::string label = {};
  std::vector<double> values = {};  ///< one a part, ≥ 0; what is negative or not finite counts as 0
};

/// Horizontal bars made of parts, one below the other. Each part that is wide enough has its share
/// written into it; all have a tooltip with value and share. The legend leaves out parts that no
/// bar has.
struct StackedBars {
  std::string title = {};
  Axis x = {};  ///< of the values
  std::vector<std::string> parts = {};
  std::vector<Bar> bars = {};
  bool as_shares = false;  ///< every bar is as long as the plot, in percent
  double width = kColumnWidth;
};

/// The chart as an SVG element. Throws: BrokenInvariant unless each bar has a value for each part.
std::string to_svg(const StackedBars& chart);

}  // namespace simgrad
