#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "kernels/component.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// "rounds: an integer was expected, not the text 'abc'", at the value.
void refuse_type(const std::string& key, const SourceNode& node, const std::string& what,
                 Problems& problems);

/// The checked value of a parameter that holds no component: type, unit, range, choices.
///
/// @param folder  what a relative path starts from
/// Returns nullopt after adding to `problems`.
std::optional<Argument> read_scalar(const Parameter& parameter, const SourceNode& node,
                                    const std::string& key, const std::filesystem::path& folder,
                                    Problems& problems);

}  // namespace simgrad
