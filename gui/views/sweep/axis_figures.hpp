#pragma once

#include <optional>

#include "gui/views/sweep/compared_sweep.hpp"
#include "gui/views/sweep/dot_picture.hpp"
#include "gui/views/sweep/line_picture.hpp"
#include "gui/views/sweep/map_picture.hpp"

/// What a metric does along one axis or two.
namespace simgrad::gui {

/// What is asked for: indices into ComparedSweep's axes and metrics.
struct AxisQuestion {
  std::size_t metric = 0;
  std::size_t x = 0;
  std::optional<std::size_t> series = {};  ///< another axis than x
};

/// Series that can be told apart.
inline constexpr std::size_t kMostSeries = 12;

/// Lines with bands over an axis with numbers; points without lines where each has its own values
/// of the other axes too, as in a random design.
LineFigure lineFigure(const ComparedSweep& sweep, const AxisQuestion& question);

/// Dots with intervals, for axes without numbers.
DotFigure dotFigure(const ComparedSweep& sweep, const AxisQuestion& question);

/// The series' axis makes the rows.
MapFigure mapFigure(const ComparedSweep& sweep, const AxisQuestion& question);

}  // namespace simgrad::gui
