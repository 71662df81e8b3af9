#pragma once

#include "gui/charts/plot.hpp"
#include "gui/reading/run_snapshot.hpp"
#include "gui/views/traffic/traffic_groups.hpp"

namespace simgrad::gui {

inline constexpr int kGroupFillAlpha = 150;

/// The outline of a group, by its place; the last of more than six: all others. Which is which is
/// said by the order too: that of the legend's rows.
QPen groupPen(std::size_t group);

/// Bytes per second of the groups as steps, one above another, without marks.
///
/// @param seen     what is zoomed to; none: all
/// @param columns  pixels along time
Plot trafficPlot(const RunSnapshot& run, const TrafficGroups& traffic,
                 const std::optional<Range>& seen, int columns);

}  // namespace simgrad::gui
