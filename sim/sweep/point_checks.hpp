#pragma once

#include <vector>

#include "sim/sweep/sweep.hpp"
#include "sim/sweep/sweep_file.hpp"

namespace simgrad {

/// Reads the scenario of every point under its first seed, walks its routes, loads its data,
/// divides them and makes its model: each different platform, data set, partition and model once.
///
/// @param points  as in `sweep`, with their places
/// Throws: ScenarioError with each problem at the value at fault, told with the first point that
/// has it and how many others do. Call before any thread is started.
void check_points(const SweepFile& file, const std::vector<Settings>& points, const Sweep& sweep);

}  // namespace simgrad
