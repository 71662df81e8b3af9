#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "sim/record/sweep_database.hpp"
#include "sim/sweep/executor.hpp"
#include "sim/sweep/sweep.hpp"
#include "sim/sweep/sweep_folder.hpp"

namespace simgrad {

/// How far a sweep is.
struct SweepStatus {
  std::size_t runs = 0;  // of all rungs
  std::size_t ended = 0;
  std::size_t ended_before = 0;  // of these, by an earlier start of the sweep
  std::size_t failed = 0;        // of these, not finished
  std::size_t running = 0;
  double own_wall_s = 0.0;  // sum of what the runs' processes took, since this start
};

struct EndedSweepRun {
  SweepRun run;
  RunOutcome outcome;
};

/// Who looks on while a sweep goes on.
struct SweepWatch {
  std::function<void(const EndedSweepRun&)> on_run;  // each that has ended since this start
  std::function<void(const SweepStatus&)> on_progress;
};

struct SweepEnd {
  bool interrupted = false;
  SweepStatus status;
  std::vector<EndedSweepRun> failed;  // those of earlier starts too
};

/// Runs what the folder's sweep.db does not have yet: each run of each rung.
///
/// @param executor  its runs are its own to end
/// Throws: Error if sweep.db cannot be written or no run can be started; what has ended is kept.
SweepEnd run_sweep(const Sweep& sweep, const SweepFolder& folder, Executor& executor,
                   const SweepWatch& watch);

}  // namespace simgrad
