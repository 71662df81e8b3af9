#pragma once

#include <string>

#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// One TOML value; where `text` is not TOML, `text` itself: `iid`, `20 ms`.
SourceNode value_or_text(const std::string& text, const Location& where);

/// Puts a `--set key=value` into the tree, making tables that are not there yet.
///
/// @param argument  "strategy.rounds=3", "failure[0].mean=2 h"; an index has to exist
/// Problems are at the argument itself, and so is all that it sets.
void apply_override(SourceNode& root, const std::string& argument, Problems& problems);

}  // namespace simgrad
