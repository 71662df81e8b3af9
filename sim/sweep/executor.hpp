#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// A run that need not be waited for any more.
struct EndedRun {
  std::int64_t id = 0;
  std::string broke_off;  // why; empty: SweepFolder::shard(id) has all of it
  double wall_s = 0.0;    // of its process
};

/// Where runs are run. Each records itself into SweepFolder::shard(id), whose row of `run` says
/// 'finished' or 'failed' when all is written.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  Executor(Executor&&) = delete;
  Executor& operator=(Executor&&) = delete;
  /// Ends what is running.
  virtual ~Executor() = default;

  /// Takes runs to be run, in this order, after those it has.
  virtual void give(const std::vector<SweepRun>& runs) = 0;

  /// Starts what there is room for, and waits until a run has ended or `longest` is over.
  ///
  /// Returns: each run once; none if a signal came.
  /// Throws: Error if no further run can be started.
  virtual std::vector<EndedRun> wait(std::chrono::milliseconds longest) = 0;

  /// Runs that are being run now.
  [[nodiscard]] virtual std::size_t running() const = 0;
};

}  // namespace simgrad
