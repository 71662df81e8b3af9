#pragma once

#include <string>

#include "sim/scenario/tree.hpp"

namespace simgrad {

/// A value as TOML in one line, which parse_value reads back as the same value; a table's keys are
/// sorted.
///
/// Throws: BrokenInvariant for a date or time of day, whose text the tree does not keep.
std::string toml_text(const SourceNode& node);

}  // namespace simgrad
