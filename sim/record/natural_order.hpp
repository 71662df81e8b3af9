#pragma once

#include <string_view>

namespace simgrad {

/// Whether `a` comes before `b` as people count: client-2 before client-10. Runs of digits compare
/// as numbers of any length, all else byte by byte; of equal names (x1, x01) the text decides.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace simgrad
