#pragma once

#include <vector>

#include "sim/scenario/plan.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/sweep/axis.hpp"

namespace simgrad {

/// Adds a problem for each key that an axis sets and something else sets too: [set] or the command
/// line, or a table of another axis that holds the key itself.
void find_conflicts(const std::vector<Axis>& axes, const std::vector<Override>& fixed,
                    Problems& problems);

}  // namespace simgrad
