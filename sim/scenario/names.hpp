#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/plan.hpp"
#include "sim/scenario/problems.hpp"

/// Names and globs of hosts and links.
namespace simgrad {

/// `*` any text, `?` any one byte, `[a-f0-9]` one of a set, `[!…]` none of it. An unclosed `[` is
/// itself.
bool matches_glob(std::string_view pattern, std::string_view name);

/// The names of `known` that `patterns` mean: in the list's order, a glob's in natural order, each
/// once. A name that is known as it stands is no glob.
///
/// @param known  in natural order
/// @param noun   "host", "link"
/// @param key    of the list, "platform.workers"; `plan` has its place
/// Adds a problem for each pattern that means nothing.
std::vector<std::string> expand_names(const std::vector<std::string>& patterns,
                                      const std::vector<std::string>& known, std::string_view noun,
                                      const std::string& key, const Plan& plan, Problems& problems);

/// "no host called 'clinet-1'; did you mean 'client-1'?"
std::string no_such_name(std::string_view name, const std::vector<std::string>& known,
                         std::string_view noun);

}  // namespace simgrad
