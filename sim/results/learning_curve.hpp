#pragma once

#include <cstddef>
#include <vector>

#include "sim/results/sweep_results.hpp"

namespace simgrad {

/// How a point's runs learnt, at common times.
struct LearningCurve {
  std::vector<double> times_s;
  std::vector<double> median;
  std::vector<double> low;  ///< the least and the greatest of the runs
  std::vector<double> high;
};

/// The median over runs of their last evaluation at each of up to 200 times. A run that has ended
/// keeps its last value; the curve begins where every run has one. Empty without runs.
///
/// @param value  &EvaluationRow::accuracy or &EvaluationRow::loss; where it is NaN nothing was
///               evaluated
LearningCurve learning_curve(const SweepResults& results, const std::vector<std::size_t>& runs,
                             double EvaluationRow::*value);

}  // namespace simgrad
