#pragma once

#include <string_view>
#include <vector>

#include "sim/scenario/plan.hpp"
#include "sim/sweep/design.hpp"

namespace simgrad {

/// Whether one of two dotted keys is the other or lies below it: "strategy" and "strategy.rounds".
bool keys_overlap(std::string_view a, std::string_view b);

/// Overrides in an order in which none undoes another: what a whole table is comes before what its
/// keys are. Of overrides of one key, the last stays the last.
std::vector<Override> in_order_of_depth(std::vector<Override> overrides);

/// A point's overrides: what is fixed and what it sets.
std::vector<Override> point_overrides(const std::vector<Override>& fixed, const Settings& point);

/// A scenario as written with overrides; those that cannot be applied are left out.
SourceNode with_overrides(SourceNode scenario, const std::vector<Override>& overrides);

}  // namespace simgrad
