#pragma once

#include <string>
#include <vector>

#include "sim/report/frame.hpp"

namespace simgrad {

/// One value for each pair of a row and a column, as a colour and, where it fits, as a number.
///
/// A value that is not finite has no colour: its cell says which it is.
struct HeatMap {
  std::string title = {};
  std::string x_label = {};  ///< what the columns are
  std::string y_label = {};  ///< what the rows are
  std::vector<std::string> columns = {};
  std::vector<std::string> rows = {};
  std::vector<double> values = {};  ///< (rows, columns), row-major; the first row is at the top
  std::string value_label = {};     ///< "time to 85 %"
  Unit unit = Unit::kNone;
  std::string missing = "no value";  ///< what a NaN means: "never reached"
  bool logarithmic = false;          ///< colours by ratio, if all finite values are above 0
  double width = kColumnWidth;
};

/// The chart as an SVG element. Throws: BrokenInvariant unless there is a value for each cell.
std::string to_svg(const HeatMap& chart);

}  // namespace simgrad
