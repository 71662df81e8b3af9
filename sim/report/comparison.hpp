#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "sim/report/point_summary.hpp"

namespace simgrad {

/// Whether two points differ by more than their seeds make them differ.
enum class Verdict {
  kTooFewPairs,  ///< fewer than three: nothing is claimed
  kNo,           ///< the interval holds 0
  kAlone,        ///< it does not, but among so many comparisons that may be chance
  kYes,
};

/// Two points under the same seeds, hence under the same failures.
struct Comparison {
  std::size_t from = 0;  ///< points, indices into SweepResults::points
  std::size_t to = 0;
  std::size_t pairs = 0;
  double mean_difference = kNotANumber;  ///< to − from, over pairs
  std::optional<Interval> interval;      ///< 95 % bootstrap of the mean difference
  double p = 1.0;                        ///< two-sided paired t test, Holm-adjusted
  double counted_up_to = kNever;         ///< see compare_points
  Verdict verdict = Verdict::kTooFewPairs;
};

/// Compares points of the last rung, paired by seed: each with the first point, and those that
/// differ in one axis without numbers alone with one another.
///
/// Where a run of a pair never came to its target, all values of that comparison count up to τ
/// only, the earliest end of such a run: the difference of restricted mean times (Royston and
/// Parmar 2013, doi:10.1186/1471-2288-13-152), to which every run is known.
///
/// A difference is larger than the noise iff its interval excludes 0 and its p, adjusted for the
/// number of comparisons (Holm 1979), is at most 0.05. Three pairs or more are needed.
///
/// @param value  what is compared; a run in which it is NaN makes no pair
/// @param end    how far an infinite value was waited for
std::vector<Comparison> compare_points(const SweepResults& results,
                                       const std::vector<PointSummary>& summaries,
                                       double RunResult::*value, double RunResult::*end);

/// Holm's step-down adjustment: p'_(i) = max_{j ≤ i} min(1, (m − j + 1) p_(j)), p sorted.
std::vector<double> holm_adjusted(const std::vector<double>& p);

}  // namespace simgrad
