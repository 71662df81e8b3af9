#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/sweep/sweep.hpp"
#include "sim/sweep/sweep_file.hpp"

namespace simgrad {

/// The runs of a sweep, those of the first rung if it has any: all points under the first seed,
/// then all under the next, so that an unfinished sweep shows every point.
///
/// @param base  the scenario with what holds at all points: it says the first seed
/// Throws: ScenarioError if a seed would be too large.
std::vector<SweepRun> first_runs(const SweepFile& file, const std::vector<Settings>& points,
                                 const SourceNode& base,
                                 const std::optional<SuccessiveHalving>& halving);

/// "strategy.rounds=30": a rung's budget; the last override of a run that has one.
std::string budget_override(const SuccessiveHalving& halving, std::int64_t rung);

}  // namespace simgrad
