#pragma once

#include <vector>

#include <QString>

#include "gui/views/sweep/compared_sweep.hpp"

namespace simgrad::gui {

/// Runs that are opened together at most.
inline constexpr std::size_t kMostOpened = 8;

/// Which runs are opened, and what is said of it.
struct RunOpening {
  std::vector<RunKey> runs = {};
  QString words = {};
};

/// The first kMostOpened of some runs, as they come.
RunOpening openingOf(const SweepSnapshot& sweep, const RunIndices& runs);

}  // namespace simgrad::gui
