#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// One TOML value; where `text` is not TOML, `text` itself: `iid`, `20 ms`.
SourceNode value_or_text(const std::string& text, const Location& where);

/// One part of a dotted key: a name, or an index into a list.
using KeyStep = std::variant<std::string, std::size_t>;

/// "failure[0].mean" → "failure", 0, "mean"; nullopt if it is not of that form.
std::optional<std::vector<KeyStep>> split_key(std::string_view key);

/// Puts an override into the tree, making tables that are not there yet.
///
/// @param change  such as "strategy.rounds=3", "failure[0].mean=2 h"; an index has to exist
/// Problems are at the override's place, and so is all that it sets.
void apply_override(SourceNode& root, const Override& change, Problems& problems);

}  // namespace simgrad
