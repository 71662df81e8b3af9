#include "gui/views/timeline/time_axis.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

TEST_CASE("time_axis: places and times are each other's inverse") {
  const TimeAxis axis{{10.0, 20.0}, 500.0};
  CHECK(axis.x(10.0) == 0.0);
  CHECK(axis.x(20.0) == 500.0);
  CHECK(axis.time(axis.x(13.7)) == Approx(13.7));
}

TEST_CASE("time_axis: what lies far outside has a place that a whole number can hold") {
  const TimeAxis axis{{0.0, 1e-9}, 500.0};
  CHECK(std::abs(axis.x(1e300)) < 1e9);
  CHECK(std::abs(axis.x(-1e300)) < 1e9);
}

TEST_CASE("time_axis: a range is made finite and of some length") {
  const double greatest = std::numeric_limits<double>::max();
  const TimeRange huge = drawable({-greatest, greatest});
  CHECK(std::isfinite(huge.end_s - huge.begin_s));
  for (const double moment : {0.0, 1e-9, 5000.0, 1e200}) {
    const TimeRange range = drawable({moment, moment});
    CHECK(range.begin_s < range.end_s);
    CHECK(range.begin_s <= moment);
    CHECK(range.end_s >= moment);
  }
}

TEST_CASE("time_axis: zooming keeps the moment around which it zooms in its place") {
  const TimeRange range = zoomed({10.0, 20.0}, 2.0, 12.0);
  CHECK(range == TimeRange{11.0, 16.0});
  CHECK(zoomed(range, 0.5, 12.0) == TimeRange{10.0, 20.0});
}

TEST_CASE("time_axis: a wanted range is moved into the whole, and cut to it") {
  const TimeRange whole{0.0, 100.0};
  CHECK(fitted({-10.0, 20.0}, whole) == TimeRange{0.0, 30.0});
  CHECK(fitted({90.0, 110.0}, whole) == TimeRange{80.0, 100.0});
  CHECK(fitted({-50.0, 500.0}, whole) == whole);
  CHECK(fitted({50.0, 50.0}, whole).end_s > 50.0);
  CHECK(panned({10.0, 20.0}, 0.5) == TimeRange{15.0, 25.0});
}

}  // namespace
}  // namespace simgrad::gui
