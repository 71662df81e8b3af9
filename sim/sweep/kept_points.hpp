#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/record/sweep_database.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// The points of a rung that are run once more, in the sweep's order: one in `factor`, rounded up.
///
/// The best by the mean over a point's runs of their best accuracy (higher is better) or best loss
/// (lower). A point with a run that failed, or without such a number, is the worst; of equals the
/// earlier is kept.
///
/// @param runs      of the rung
/// @param outcomes  of each of them, by its id
std::vector<std::size_t> kept_points(const SuccessiveHalving& halving,
                                     const std::vector<SweepRun>& runs,
                                     const std::map<std::int64_t, RunOutcome>& outcomes);

/// How many rungs there are: 1 + the times that `smallest` grows by `factor` until it is `largest`.
std::int64_t rung_count(const SuccessiveHalving& halving);

/// Runs of all rungs together; without halving those that the sweep lists.
std::size_t planned_runs(const Sweep& sweep);

}  // namespace simgrad
