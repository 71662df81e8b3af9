#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/scenario/tree.hpp"

namespace simgrad {

/// A value of an axis as people read it: "10 ms", a component's kind, the kinds of a list of
/// components ("none" of an empty one), else as TOML.
std::string label_of(const SourceNode& value);

/// What tells `value` from the `others`: the keys of a table that they do not all share, as
/// "rounds = 3, seed = 1"; "" if it is no table.
std::string distinction(const SourceNode& value, std::span<const SourceNode> others);

}  // namespace simgrad
