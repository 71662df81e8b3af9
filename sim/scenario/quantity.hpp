#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernels/component.hpp"

/// Quantities as a scenario writes them, a number and a unit: "20 ms", "100 Mbit/s", "64 KiB".
/// Prefixes are decimal (k = 1000); Ki, Mi, Gi and Ti are binary.
namespace simgrad {

/// Seconds, bytes, bytes/s or flop/s.
[[nodiscard]] bool is_quantity(Type type);

/// `text` in base units.
///
/// Throws: Error without a place: no number, no unit, an unknown unit (the known ones are listed),
/// a unit of another dimension, or a number that is not finite.
double parse_quantity(std::string_view text, Type type);

/// The text with the fewest digits, then the largest unit, that parses back to exactly `value`:
/// 0.02 s is "20 ms".
std::string format_quantity(double value, Type type);

/// The names of the units of a quantity's type.
std::vector<std::string_view> unit_names(Type type);

/// What was expected, with its article: "an integer", "a time such as \"20 ms\"".
std::string expected(Type type);

/// A range in the type's units: ">= 1", "> 0 s", "from 0 to 1", "> 0 and <= 1".
std::string format_range(const Range& range, Type type);

[[nodiscard]] bool contains(const Range& range, double value);

}  // namespace simgrad
