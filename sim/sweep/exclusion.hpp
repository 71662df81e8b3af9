#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "sim/scenario/plan.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"
#include "sim/sweep/design.hpp"
#include "sim/sweep/key_meanings.hpp"

namespace simgrad {

/// What a key's value has to be: all that is given holds.
struct Condition {
  std::string key;
  Location where;
  std::vector<SourceNode> any_of = {};  // empty: every value
  double above = -std::numeric_limits<double>::infinity();
  double at_least = -std::numeric_limits<double>::infinity();
  double below = std::numeric_limits<double>::infinity();
  double at_most = std::numeric_limits<double>::infinity();
  std::vector<std::size_t> axes = {};  // that decide the key, by their place in the sweep
};

/// One [[exclude]]: a point is left out if all conditions hold.
using Exclusion = std::vector<Condition>;

/// Reads [[exclude]].
///
/// @param list  tables of keys of the scenario; of each a value, or { above, below, at_least,
///              at_most, in }, whose quantities are compared in base units
std::vector<Exclusion> read_exclusions(const SourceList& list, const std::vector<Axis>& axes,
                                       const KeyMeanings& meanings, Problems& problems);

/// Leaves out the points that an exclusion describes. A key that a point's scenario does not have
/// meets no condition.
///
/// @param scenario  as written
/// @param fixed     overrides that hold at all points
/// @return how many points were left out
std::size_t leave_out(std::vector<Settings>& points, const std::vector<Exclusion>& exclusions,
                      const SourceNode& scenario, const std::vector<Override>& fixed);

}  // namespace simgrad
