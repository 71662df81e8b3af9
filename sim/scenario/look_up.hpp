#pragma once

#include <optional>
#include <string_view>

#include "kernels/component.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// What a key of a scenario takes, and what it is there.
struct KeyMeaning {
  Parameter parameter;              // of "strategy.kind" and the like: text called "kind"
  std::optional<SourceNode> value;  // as written, or the default; nullopt: there is neither
};

/// The meaning of "strategy.rounds" under the kinds that the scenario chooses; nullopt if it has
/// none there: nothing declares such a key, or the kind above it is unknown or not chosen.
///
/// @param root  a scenario as written, defaults missing; it need not be sound
std::optional<KeyMeaning> look_up_key(const SourceNode& root, std::string_view key);

}  // namespace simgrad
