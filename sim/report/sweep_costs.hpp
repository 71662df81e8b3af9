#pragma once

#include <optional>
#include <vector>

#include "sim/report/axis_figures.hpp"
#include "sim/results/point_summary.hpp"

namespace simgrad {

/// Bytes to target against time to target, medians of each point, and which no other point beats.
/// None if no such point reached the target in more than half of its runs.
std::optional<Figure> pareto_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                    const std::vector<PointSummary>& summaries);

/// Where the simulated time of each point that is compared went: along the critical path, and over
/// all nodes. None where nothing was accounted for.
std::optional<Figure> shares_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                    const std::vector<PointSummary>& summaries,
                                    TimeShares PointSummary::*shares);

}  // namespace simgrad
