#include "gui/views/timeline/time_axis.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad::gui {
namespace {

constexpr double kFar_pixels = 1e6;    // whole numbers of pixels are exact, and none is seen
constexpr double kGreatest_s = 1e300;  // so that differences are finite
constexpr double kNarrowest = 1e-8;    // of the times' magnitude: labels still differ
constexpr double kNarrowest_s = 1e-12;

double magnitude(TimeRange range) {
  return std::max(std::abs(range.begin_s), std::abs(range.end_s));
}

}  // namespace

double TimeAxis::x(double simulated_s) const {
  const double share = (simulated_s - range.begin_s) / (range.end_s - range.begin_s);
  return std::clamp(share * width, -kFar_pixels, width + kFar_pixels);
}

double TimeAxis::time(double x) const {
  return range.begin_s + x / width * (range.end_s - range.begin_s);
}

TimeRange drawable(TimeRange range) {
  range.begin_s = std::clamp(range.begin_s, -kGreatest_s, kGreatest_s);
  range.end_s = std::clamp(range.end_s, range.begin_s, kGreatest_s);
  const double least = std::max(kNarrowest_s, kNarrowest * magnitude(range));
  if (range.end_s - range.begin_s < least) {
    range.begin_s -= 0.5 * least;
    range.end_s = range.begin_s + least;
  }
  return range;
}

TimeRange fitted(TimeRange wanted, TimeRange whole) {
  wanted = drawable(wanted);
  const double length = wanted.end_s - wanted.begin_s;
  if (length >= whole.end_s - whole.begin_s) {
    return whole;
  }
  if (wanted.begin_s < whole.begin_s) {
    return {whole.begin_s, whole.begin_s + length};
  }
  if (wanted.end_s > whole.end_s) {
    return {whole.end_s - length, whole.end_s};
  }
  return wanted;
}

TimeRange zoomed(TimeRange range, double factor, double around_s) {
  return {around_s - (around_s - range.begin_s) / factor,
          around_s + (range.end_s - around_s) / factor};
}

TimeRange panned(TimeRange range, double share) {
  const double by_s = share * (range.end_s - range.begin_s);
  return {range.begin_s + by_s, range.end_s + by_s};
}

}  // namespace simgrad::gui
