#pragma once

#include <span>
#include <string_view>

#include "kernels/component.hpp"

/// All registries, under one roof.
namespace simgrad {

/// "dataset", "partition", "model" … in the order in which a reader meets them.
std::span<const std::string_view> families();

/// The components of one family, in its registry's order; empty for an unknown family.
std::span<const ComponentInfo* const> components_of(std::string_view family);

/// The key that names a component's kind in a scenario: "kind", of a distribution "distribution".
std::string_view kind_key(std::string_view family);

}  // namespace simgrad
