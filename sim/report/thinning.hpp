#pragma once

#include <vector>

namespace simgrad {

struct ChartPoint {
  double x = 0.0;
  double y = 0.0;
};

/// The first, lowest, highest and last point of each column of pixels: drawn as a line they cover
/// the same pixels as all points do.
///
/// Source: Jugel et al. 2014, M4, VLDB 7(10).
///
/// @param points   in pixels, in the order of x
/// Returns at most 4 points a column, in the order of `points`.
std::vector<ChartPoint> thinned(const std::vector<ChartPoint>& points, double column_width = 1.0);

}  // namespace simgrad
