#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/scale.hpp"
#include "sim/results/sweep_axis.hpp"
#include "sim/results/sweep_metric.hpp"

namespace simgrad {

/// The runs at one value of an axis, or at one pair of values: those of the rung that is compared.
struct AxisCell {
  std::vector<std::size_t> runs;    ///< indices into SweepResults::runs, those that count
  std::vector<std::size_t> others;  ///< those that do not
  Estimate estimate;                ///< of `runs`
};

/// A metric for each value of an axis and of a second one, pooled over all others.
struct AxisTable {
  std::size_t x = 0;
  std::optional<std::size_t> series;        ///< the second axis
  std::vector<std::vector<AxisCell>> rows;  ///< (values of `series`, or 1; values of `x`)
};

AxisTable axis_table(const SweepResults& results, const std::vector<SweepAxis>& axes, std::size_t x,
                     std::optional<std::size_t> series, const SweepMetric& metric);

/// The axis whose values make the series: the first without numbers, or else the first other one,
/// of those with two to six values; none if there is none.
std::optional<std::size_t> series_axis(const std::vector<SweepAxis>& axes, std::size_t x);

/// Whether no median is finite.
bool is_never_reached(const AxisTable& table);

/// Of the metric: times and amounts from 0, or, as losses, by their ratios where they differ by
/// orders.
Axis metric_axis(const SweepMetric& metric, const AxisTable& table);

/// "Time to 85 % accuracy against latency"
std::string axis_title(const SweepMetric& metric, const SweepAxis& axis);

/// How to read a chart of a table.
///
/// @param mark  what shows an interval: "band"
std::string axis_caption(const std::vector<SweepAxis>& axes, const AxisTable& table,
                         const std::string& mark);

/// The end of it: what intervals and marks at the border mean.
std::string marks_caption(const AxisTable& table, const std::string& mark);

/// How to read a map whose rows are the table's.
///
/// @param mark  what such a cell says that more than half of its runs never got there: "Infinite"
std::string map_caption(const std::vector<SweepAxis>& axes, const AxisTable& table,
                        const std::string& mark);

}  // namespace simgrad
