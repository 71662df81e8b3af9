#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/record/rows.hpp"

namespace simgrad {

/// The group of a link that says none.
inline constexpr const char* kUnnamedGroup = "links";

/// The group that each link is counted in: its own, or, where there are more than `most` groups,
/// one with all those that differ in numbers alone: "link-12_UP" → "link-*_UP".
std::vector<std::string> groups_of_links(const std::vector<LinkRow>& links, std::size_t most);

}  // namespace simgrad
