#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "sim/results/point_summary.hpp"
#include "sim/results/sweep_axis.hpp"

namespace simgrad {

/// Whether two choices differ by more than their seeds make them differ.
enum class Verdict {
  kTooFewSeeds,  ///< fewer than three: nothing is claimed
  kNo,           ///< the interval holds 0, or p is above 0.05
  kAlone,        ///< neither, but among so many comparisons that may be chance
  kYes,
};

/// Pairs of points, (from, to): indices into the summaries.
using PointPairs = std::vector<std::pair<std::size_t, std::size_t>>;

/// Two choices under the same seeds, hence under the same failures.
struct Comparison {
  std::optional<std::size_t> axis;  ///< the one in which the points differ; none: in several
  PointPairs pairs;                 ///< one, or all that differ in the axis in the same way
  std::size_t seeds = 0;
  double mean_difference = kNotANumber;  ///< to − from, over seeds
  std::optional<Interval> interval;      ///< 95 % bootstrap of the mean difference
  double p = 1.0;                        ///< two-sided, of a paired t test
  double adjusted_p = 1.0;               ///< for all that were made with it
  double counted_up_to = kNever;         ///< see compare()
  Verdict verdict = Verdict::kTooFewSeeds;
};

/// Points of the rung that is compared that differ in one axis alone: each value of an axis without
/// numbers with each other, of one with numbers with its least. Without such points (a random
/// design), each point with the first.
std::vector<Comparison> points_to_compare(const SweepResults& results,
                                          const std::vector<SweepAxis>& axes,
                                          const std::vector<PointSummary>& summaries);

/// The same with all that differ in an axis in the same way put together, whatever the other axes
/// are. Empty unless that puts something together.
std::vector<Comparison> axes_to_compare(const std::vector<SweepAxis>& axes,
                                        const std::vector<PointSummary>& summaries,
                                        const std::vector<Comparison>& points);

/// Fills in what the runs say. Differences are taken between runs of the same seed, and of several
/// pairs of points their mean is one seed's difference.
///
/// Where a run never came to its target, all values of that comparison count up to τ only, the
/// earliest end of such a run: the difference of restricted mean times (Royston and Parmar 2013,
/// doi:10.1186/1471-2288-13-152), to which every run is known.
///
/// A difference is larger than the noise iff its interval excludes 0 and its p, adjusted for the
/// number of comparisons (Holm 1979), is at most 0.05. Three seeds or more are needed.
///
/// @param value  what is compared; a run in which it is NaN makes no pair
/// @param end    how far an infinite value was waited for
void compare(std::vector<Comparison>& comparisons, const SweepResults& results,
             const std::vector<PointSummary>& summaries, double RunResult::*value,
             double RunResult::*end);

/// Holm's step-down adjustment: p'_(i) = max_{j ≤ i} min(1, (m − j + 1) p_(j)), p sorted.
std::vector<double> holm_adjusted(const std::vector<double>& p);

}  // namespace simgrad
