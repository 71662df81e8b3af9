#pragma once

#include <cstddef>
#include <vector>

#include "sim/report/axis_figures.hpp"
#include "sim/results/point_summary.hpp"

namespace simgrad {

/// Accuracy (loss, where there is none) against simulated time, one curve a point, for all points
/// if they are eight or fewer, else for the eight that are soonest at the target. None without
/// evaluations.
std::optional<Figure> curves_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                    const std::vector<PointSummary>& summaries);

}  // namespace simgrad
