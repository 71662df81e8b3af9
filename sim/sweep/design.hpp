#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/sweep/axis.hpp"

namespace simgrad {

/// What one point sets, an entry an axis.
using Settings = std::vector<std::shared_ptr<const Setting>>;

enum class Combine { kGrid, kZip, kRandom, kLatinHypercube };

/// How axes make points.
struct Design {
  Combine combine = Combine::kGrid;
  std::int64_t points = 0;  // of kRandom and kLatinHypercube
  std::uint64_t seed = 1;   // of theirs
};

/// The points of a sweep, nothing left out.
///
/// kGrid: every combination, the last axis fastest. kZip: first with first, second with second.
/// kRandom: each axis at uniform fractions u of its range or list. kLatinHypercube: the same, but
/// one u in each of n equal strata of every axis: u = (π(i) + U) / n, π a random permutation.
///
/// Source: McKay, Beckman and Conover 1979, https://doi.org/10.1080/00401706.1979.10489755.
/// @param axes  at least one, each with values or a range
/// Random numbers: Stream(seed, kSweep, axis, point); permutations Stream(seed, kSweep, axis, 0,
/// 1). Throws: BrokenInvariant if axes of kZip differ in length.
std::vector<Settings> combine_axes(const std::vector<Axis>& axes, const Design& design);

/// How many points combine_axes would give; at most `limit` + 1.
std::int64_t count_points(const std::vector<Axis>& axes, const Design& design, std::int64_t limit);

}  // namespace simgrad
