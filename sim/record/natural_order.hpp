#pragma once

#include <string_view>

namespace simgrad {

/// "client-2" before "client-10": runs of digits compare as numbers. A strict total order.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace simgrad
