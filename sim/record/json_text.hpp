#pragma once

#include <string>
#include <string_view>

namespace simgrad {

/// The shortest decimal text that reads back as the same double; `nan`, `inf`, `-inf`.
std::string shortest_number(double value);

/// The same as a JSON value: what is not finite is `null`.
std::string json_number(double value);

/// `text` with U+FFFD for each byte that is not UTF-8.
std::string valid_utf8(std::string_view text);

/// `text` in quotes with JSON's escapes. Bytes that are not UTF-8 become U+FFFD each.
std::string json_string(std::string_view text);

}  // namespace simgrad
