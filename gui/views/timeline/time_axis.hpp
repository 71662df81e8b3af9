#pragma once

#include "gui/session/time_focus.hpp"

namespace simgrad::gui {

/// Where simulated time lies on a line of pixels.
struct TimeAxis {
  TimeRange range = {0.0, 1.0};
  double width = 1.0;  ///< pixels, > 0

  /// The place of a moment, in pixels; what lies far outside is drawn near by.
  [[nodiscard]] double x(double simulated_s) const;
  [[nodiscard]] double time(double x) const;
};

/// A range that can be drawn, and divided by: within ±1e300 and of some length.
TimeRange drawable(TimeRange range);

/// A wanted range, moved and cut to lie in `whole`, and no narrower than numbers can tell apart.
TimeRange fitted(TimeRange wanted, TimeRange whole);

/// @param factor  > 1: shows less time
/// @param around_s  the moment that keeps its place
TimeRange zoomed(TimeRange range, double factor, double around_s);

/// @param share  of the range's length; > 0: to later times
TimeRange panned(TimeRange range, double share);

}  // namespace simgrad::gui
