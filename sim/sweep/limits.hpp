#pragma once

#include <cstdint>

namespace simgrad {

/// More is most likely a slip of the pen, and points are all held in memory.
inline constexpr std::int64_t kMaximumRuns = 100'000;

}  // namespace simgrad
