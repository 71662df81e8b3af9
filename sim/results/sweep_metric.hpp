#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/results/point_summary.hpp"
#include "sim/results/quantity.hpp"
#include "sim/results/sweep_results.hpp"

namespace simgrad {

/// A quantity by which runs are compared.
struct SweepMetric {
  std::string label;
  Unit unit = Unit::kNone;
  double RunResult::*value = nullptr;
  double RunResult::*end = nullptr;  ///< how far an infinite value was waited for
  std::string never;                 ///< what an infinite one means
};

/// "75.0 % accuracy", "a loss of 0.3", both joined by "or"; "no target" if there is none.
std::string target_text(const Target& target);

/// Time to target if there is one, and best accuracy; best loss where no accuracy is known.
std::vector<SweepMetric> sweep_metrics(const SweepResults& results);

/// These, and every other quantity that is known of a run that counts.
std::vector<SweepMetric> all_sweep_metrics(const SweepResults& results);

/// Over runs, indices into SweepResults::runs.
Estimate estimate_of(const SweepResults& results, const SweepMetric& metric,
                     const std::vector<std::size_t>& runs);

/// "12 s", "> 30 s" if half or more of the runs never came there, "–" if nothing is known.
std::string median_text(Unit unit, const Estimate& estimate);

/// "8 to 12 s", "8 s" if both ends read so, "8 s to never", "never". With signs "+8 to +12 s".
std::string range_text(const Display& display, const Interval& range, bool is_signed);

/// The same of values of a unit; "–" if there is no interval.
std::string interval_text(Unit unit, const std::optional<Interval>& interval);

/// Runs of the rung that is compared that count and are at points that `is_wanted`.
template <class Predicate>
std::vector<std::size_t> runs_where(const SweepResults& results, Predicate is_wanted) {
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < results.runs.size(); ++i) {
    const RunResult& run = results.runs[i];
    if (run.point >= 0 && run.rung == results.compared_rung && run.counts() &&
        is_wanted(static_cast<std::size_t>(run.point))) {
      runs.push_back(i);
    }
  }
  return runs;
}

}  // namespace simgrad
