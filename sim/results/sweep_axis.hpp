#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/results/quantity.hpp"
#include "sim/results/sweep_results.hpp"

namespace simgrad {

/// An axis of a sweep, as charts need it.
struct SweepAxis {
  std::string key;
  std::string name;                 ///< the end of the key that tells it from others: "latency"
  std::vector<AxisSetting> values;  ///< distinct: by number, else as they come
  std::vector<std::size_t> value_of_point;  ///< indices into `values` (points)
  bool is_numeric = false;                  ///< all values have a number
  Unit unit = Unit::kNone;                  ///< of the numbers, as far as the labels tell it
  bool is_logarithmic = false;              ///< more than a factor of 20, and more even by ratios
};

/// The sweep's axes, in its order.
std::vector<SweepAxis> sweep_axes(const SweepResults& results);

/// The unit of numbers that people wrote as `labels`: "20 ms" is of seconds. kNone if a label ends
/// in no unit, or they do not agree.
Unit unit_of_labels(const std::vector<AxisSetting>& values);

/// Whether numbers, sorted, lie more evenly on a logarithmic axis than on a linear one: all above
/// 0, the greatest more than 20 times the least, and steps that differ less as ratios.
bool is_logarithmic(const std::vector<double>& sorted);

/// What a point is, in words: "latency 20 ms, batch_size 8"; "the only point" without axes.
std::string point_label(const std::vector<SweepAxis>& axes, std::size_t point);

}  // namespace simgrad
