#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "sim/cli/status_line.hpp"
#include "sim/sweep/run_sweep.hpp"

namespace simgrad {

/// Says how far a sweep is: a StatusLine by its runs, with `verbose` a line a run too; or as JSON
/// one object a line on stdout.
class SweepProgress {
 public:
  /// @param sweep  outlives it
  /// @param jobs   runs at a time, for the time left
  SweepProgress(const Sweep& sweep, std::size_t jobs, Output output, bool verbose);

  void show_run(const EndedSweepRun& ended);
  void show(const SweepStatus& status);

  /// What is said at the end, for people or as JSON.
  void show_end(const SweepEnd& end, const std::filesystem::path& folder) const;

 private:
  [[nodiscard]] double wall_s() const;
  /// By the mean of the runs that have ended; NaN if none has.
  [[nodiscard]] double left_s(const SweepStatus& status) const;
  void show_json(const SweepStatus& status);

  const Sweep& sweep_;
  std::size_t jobs_;
  Output output_;
  bool verbose_;
  StatusLine line_;
  std::size_t ended_shown_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace simgrad
