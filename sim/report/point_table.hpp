#pragma once

#include <cstdint>
#include <vector>

#include "sim/report/html.hpp"
#include "sim/results/point_summary.hpp"
#include "sim/results/sweep_axis.hpp"

namespace simgrad {

/// The points of one rung: what they are, and what their replicates say. Columns in which no point
/// has anything are left out.
HtmlTable point_table(const std::vector<SweepAxis>& axes,
                      const std::vector<PointSummary>& summaries, std::int64_t rung);

}  // namespace simgrad
