#pragma once

#include <vector>

#include "sim/scenario/plan.hpp"
#include "sim/strategies/learner.hpp"

namespace simgrad {

/// How long computing takes on each of the plan's workers: [compute], and the entries of
/// [[compute.host]] that name the worker's host over it, the last one first.
///
/// Throws: Error if a distribution cannot be made.
std::vector<ComputeTime> compute_times(const Plan& plan);

}  // namespace simgrad
