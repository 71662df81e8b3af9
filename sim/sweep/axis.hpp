#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"
#include "sim/sweep/key_meanings.hpp"
#include "sim/sweep/range.hpp"
#include "sim/sweep/setting.hpp"

namespace simgrad {

/// A key of the scenario and the values that it takes.
struct Axis {
  std::string key;
  Location where;
  std::vector<Setting> values;      // of a list, or of a range in steps
  std::optional<ValueRange> range;  // to draw from; `values` is empty then
};

/// Reads [axes], in the file's order.
///
/// @param axes       keys dotted, `"strategy.rounds" = …`, or in tables below each other
/// @param meanings   learns the keys that the axes bring
/// @param are_drawn  points are drawn: a range needs no steps
std::vector<Axis> read_axes(const SourceTable& axes, KeyMeanings& meanings, bool are_drawn,
                            Problems& problems);

/// The setting of an axis to a number of a range.
Setting setting_in_range(const Axis& axis, const ValueRange& range, double value);

}  // namespace simgrad
