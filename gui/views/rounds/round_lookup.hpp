#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gui/session/time_focus.hpp"
#include "sim/record/rows.hpp"

namespace simgrad::gui {

/// Indices into the rounds of a run, whose numbers need neither begin at 1 nor be without gaps.
std::optional<std::size_t> roundOfNumber(const std::vector<RoundRow>& rounds, std::int64_t number);

/// The round that a moment lies in: of two that meet or overlap there the earlier one, so that a
/// round's end is its own.
std::optional<std::size_t> roundAt(const std::vector<RoundRow>& rounds, double simulated_s);

/// The round that is exactly as long as a range.
std::optional<std::size_t> roundOfRange(const std::vector<RoundRow>& rounds,
                                        const std::optional<TimeRange>& range);

}  // namespace simgrad::gui
