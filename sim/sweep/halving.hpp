#pragma once

#include <optional>

#include "sim/sweep/sweep_file.hpp"

namespace simgrad {

/// [stop_early] of the file; nullopt if there is none.
///
/// @param base  the scenario with what holds at all points: it says the largest budget
/// Throws: ScenarioError
std::optional<SuccessiveHalving> read_halving(const SweepFile& file, const SourceNode& base);

/// The budget of a rung: smallest · factor^rung, at most the largest.
std::int64_t rung_budget(const SuccessiveHalving& halving, std::int64_t rung);

}  // namespace simgrad
