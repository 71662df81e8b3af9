#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// How a run went that was measured for a moment, alone on the machine, on one thread.
struct MeasuredPoint {
  std::size_t point = 0;
  bool has_ended = false;       // else it was cut short
  std::int64_t rounds = 0;      // whose results were there
  std::int64_t planned = 0;     // rounds that the scenario asks for
  double load_s = 0.0;          // wall time until the first round began, without the data set's
  double wall_s = 0.0;          // wall time of `rounds`
  std::uint64_t events = 0;     // messages and computations simulated
  double run_s = kUnknownTime;  // what the whole run would take

  static constexpr double kUnknownTime = -1.0;  // no round was done within the patience
};

/// Wall time that a sweep would take.
struct SweepEstimate {
  std::vector<MeasuredPoint> measured;
  std::size_t cores = 1;  // runs at a time: the cores that this process may use
  std::int64_t runs = 0;  // with halving those of all rungs
  double run_s = 0.0;     // mean of a run with the first rung's budget
  double wall_s = 0.0;    // runs · run_s / cores; budgets of later rungs counted; < 0: unknown
};

/// Runs up to four points, fewer where they take long, spread over the sweep, for about half a
/// second each, in processes of their own that record nothing, and extrapolates to the planned
/// rounds of all runs.
///
/// Runs that reach a goal or fail end earlier than that. Call before any thread is started.
/// Throws: Error if no process can be started.
SweepEstimate estimate_sweep(const Sweep& sweep);

}  // namespace simgrad
