#pragma once

#include "gui/views/sweep/line_picture.hpp"

namespace simgrad::gui {

/// Curves that can be told apart.
inline constexpr std::size_t kMostCurves = 8;

enum class Learnt { kAccuracy, kLoss };

/// Whether any run was evaluated so.
bool isKnown(const SweepResults& results, Learnt learnt);

/// How the runs of points learnt, over simulated time: medians and ranges.
///
/// @param chosen  points to draw, of which the first kMostCurves are; none: those soonest at the
///                target
LineFigure curvesFigure(const ComparedSweep& sweep, Learnt learnt,
                        const std::vector<std::size_t>& chosen);

/// The curves as comma-separated text: point, simulated_s, median, least, greatest.
QString curvesCsv(const LineFigure& figure);

}  // namespace simgrad::gui
