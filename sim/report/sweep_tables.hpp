#pragma once

#include <cstddef>
#include <vector>

#include "sim/report/comparison.hpp"
#include "sim/report/html.hpp"
#include "sim/report/point_summary.hpp"
#include "sim/report/sweep_axis.hpp"
#include "sim/report/sweep_metric.hpp"

namespace simgrad {

/// A table that may have been cut.
struct CutTable {
  HtmlTable table;
  std::size_t left_out = 0;  ///< rows
};

/// The axes: key, name in this page, how many values and which.
HtmlTable axes_table(const std::vector<SweepAxis>& axes);

/// The points of one rung: what they are, and what their replicates say.
HtmlTable points_table(const SweepResults& results, const std::vector<SweepAxis>& axes,
                       const std::vector<PointSummary>& summaries, std::int64_t rung);

/// Comparisons; the clearest first if there are more than fit.
CutTable comparison_table(const std::vector<SweepAxis>& axes, const SweepMetric& metric,
                          std::vector<Comparison> comparisons);

/// Runs that say nothing of their points, with their reasons.
CutTable uncounted_runs_table(const SweepResults& results, const std::vector<SweepAxis>& axes);

}  // namespace simgrad
