#pragma once

#include <cstddef>
#include <vector>

#include "sim/sweep/sweep_file.hpp"

namespace simgrad {

struct SweepPoints {
  std::vector<Settings> points;
  std::size_t excluded = 0;
};

/// The points of a sweep, without those that are excluded.
///
/// Throws: ScenarioError if none is left, or two drawn ones are the same.
SweepPoints sweep_points(const SweepFile& file);

}  // namespace simgrad
