#include "sim/report/thinning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace simgrad {

std::vector<ChartPoint> thinned(const std::vector<ChartPoint>& points, double column_width) {
  std::vector<ChartPoint> kept;
  for (std::size_t begin = 0; begin < points.size();) {
    const double column = std::floor(points[begin].x / column_width);
    std::size_t end = begin;
    std::size_t lowest = begin;
    std::size_t highest = begin;
    for (; end < points.size() && std::floor(points[end].x / column_width) == column; ++end) {
      lowest = points[end].y < points[lowest].y ? end : lowest;
      highest = points[end].y > points[highest].y ? end : highest;
    }
    std::array<std::size_t, 4> chosen{begin, lowest, highest, end - 1};
    std::sort(chosen.begin(), chosen.end());
    const auto* last = std::unique(chosen.begin(), chosen.end());
    for (const auto* index = chosen.begin(); index != last; ++index) {
      kept.push_back(points[*index]);
    }
    begin = end;
  }
  return kept;
}

}  // namespace simgrad
