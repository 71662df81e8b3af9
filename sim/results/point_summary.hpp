#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/results/statistics.hpp"
#include "sim/results/sweep_results.hpp"

namespace simgrad {

/// A quantity over replicates.
struct Estimate {
  std::size_t n = 0;                 ///< values known; 0: nothing below is
  double median = kNotANumber;       ///< infinite if half or more never came
  double mean = kNotANumber;         ///< infinite if one never came
  double at_least = kNotANumber;     ///< the median is no less; differs from it if that is infinite
  std::optional<Interval> interval;  ///< 95 % bootstrap of the median; none for one value
};

/// Of values that may be infinite; NaNs are left out.
Estimate estimate(const std::vector<double>& values);

/// Of times of which some never came within the run.
///
/// @param times_s  infinite where it never came (n)
/// @param ends_s   how long was waited (n)
Estimate estimate_censored(const std::vector<double>& times_s, const std::vector<double>& ends_s);

/// The replicates of one point on one rung.
struct PointSummary {
  std::size_t point = 0;
  std::int64_t rung = 0;
  std::vector<std::size_t> runs;  ///< indices into SweepResults::runs, those that count
  std::size_t not_counted = 0;    ///< failed without results, running, interrupted
  std::size_t reached = 0;        ///< of `runs`, the target
  Estimate time_to_target_s;
  Estimate bytes_to_target;
  Estimate rounds_to_target;
  Estimate best_accuracy;
  Estimate best_loss;
  Estimate bytes;
  Estimate end_s;
  Estimate failures;
  Estimate wall_s;
  TimeShares node_shares;           ///< mean over `runs`
  TimeShares critical_path_shares;  ///< mean over `runs`
};

/// What the replicates of each point say, for each rung on which it has runs: the last rung first,
/// then by point.
std::vector<PointSummary> summarise_points(const SweepResults& results);

/// A quantity of some runs.
std::vector<double> values_of(const SweepResults& results, const std::vector<std::size_t>& runs,
                              double RunResult::*value);

}  // namespace simgrad
