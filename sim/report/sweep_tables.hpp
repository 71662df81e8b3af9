#pragma once

#include <cstddef>
#include <vector>

#include "sim/report/html.hpp"
#include "sim/results/comparison.hpp"
#include "sim/results/sweep_axis.hpp"
#include "sim/results/sweep_metric.hpp"

namespace simgrad {

/// A table that may have been cut.
struct CutTable {
  HtmlTable table;
  std::size_t left_out = 0;  ///< rows
};

/// The axes: key, how many values and which.
HtmlTable axes_table(const std::vector<SweepAxis>& axes);

/// Comparisons; the clearest first if there are more than fit.
CutTable comparison_table(const std::vector<SweepAxis>& axes,
                          const std::vector<PointSummary>& summaries, const SweepMetric& metric,
                          std::vector<Comparison> comparisons);

/// Runs that failed, with their reasons, and others that say nothing of their points.
CutTable uncounted_runs_table(const SweepResults& results, const std::vector<SweepAxis>& axes);

}  // namespace simgrad
