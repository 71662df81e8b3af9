#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Help with names that do not exist.
namespace simgrad {

/// Optimal string alignment distance (insert, delete, replace, swap neighbours); a change of case
/// alone counts a quarter, rounded up over the whole word.
std::size_t spelling_distance(std::string_view a, std::string_view b);

/// "; did you mean 'batch_size'?", or "" if nothing known is near `name`.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

/// "a, b, c"; past `limit` names "a, b, c, … (120)".
std::string join(const std::vector<std::string_view>& names, std::size_t limit = 40);

}  // namespace simgrad
