#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/sweep_axis.hpp"
#include "sim/results/sweep_metric.hpp"

namespace simgrad {

/// A chart and the sentence that says how to read it.
struct Figure {
  std::string svg;
  std::string caption;
  bool is_wide = false;  ///< as the page
};

/// A metric against one axis: a line over numbers, else dots with intervals. One series for each
/// value of the first other axis without numbers, or else of the first other one, if it has two to
/// six values; over further axes all runs are pooled, and the caption says so.
///
/// None if fewer than two of the axis' values have runs that count, or no median is finite.
std::optional<Figure> axis_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                  std::size_t axis, const SweepMetric& metric);

/// Median of a metric for each pair of values of two axes, pooled over the others.
///
/// None if half or more of the cells would be empty, or no median is finite.
std::optional<Figure> heat_map_figure(const SweepResults& results,
                                      const std::vector<SweepAxis>& axes, std::size_t rows,
                                      std::size_t columns, const SweepMetric& metric);

}  // namespace simgrad
