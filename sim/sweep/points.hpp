#pragma once

#include <vector>

#include "sim/sweep/sweep_file.hpp"

namespace simgrad {

/// The points of a sweep, without those that are excluded.
///
/// Throws: ScenarioError if none is left, or two drawn ones are the same.
std::vector<Settings> sweep_points(const SweepFile& file);

}  // namespace simgrad
