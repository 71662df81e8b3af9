#pragma once

#include <optional>
#include <string>

#include "kernels/component.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// The values of a number or quantity from one end to the other.
struct ValueRange {
  Type type = Type::kReal;  // kInteger: rounded to whole numbers; else to 6 significant digits
  double from = 0.0;        // in base units
  double to = 1.0;
  bool logarithmic = false;
  std::optional<std::int64_t> steps = {};
};

/// Reads `{ from = …, to = …, steps = …, scale = "linear" | "log" }`.
///
/// @param parameter  what the key takes; nullptr where the scenario does not say: the ends tell
/// Returns nullopt after adding to `problems`.
std::optional<ValueRange> read_range(const SourceNode& node, const std::string& key,
                                     const Parameter* parameter, bool steps_needed,
                                     Problems& problems);

/// x(u) = from + u (to − from); logarithmic: from (to / from)^u. u in [0, 1]; exact at both ends.
double at_fraction(const ValueRange& range, double fraction);

/// The same for a draw u: every whole number has its part of [0, 1], of equal length where linear.
double draw_at(const ValueRange& range, double fraction);

/// A value of the range as a scenario writes it: 3, 0.25, "10 ms". Ends are exact, the values
/// between them rounded.
SourceNode range_node(const ValueRange& range, double value, const Location& where);

}  // namespace simgrad
