#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Help with names that do not exist.
namespace simgrad {

/// Optimal string alignment distance: insert, delete, replace a byte, swap two neighbours; ASCII
/// case does not count.
std::size_t spelling_distance(std::string_view a, std::string_view b);

/// The known name that `name` was probably meant to be, or "".
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known);

/// "a, b, c"; past `limit` names "a, b, c, … (120)".
std::string join(const std::vector<std::string_view>& names, std::size_t limit = 40);

/// "; did you mean 'batch_size'? known: batch_size, epochs", or "; known: batch_size, epochs".
///
/// @param label  what the list is of
std::string suggestion(std::string_view name, const std::vector<std::string_view>& known,
                       std::string_view label = "known", std::size_t limit = 40);

}  // namespace simgrad
