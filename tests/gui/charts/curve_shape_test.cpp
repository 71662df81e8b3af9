#include "gui/charts/curve_shape.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

PlotAxis axisOf(double low, double high, bool is_logarithmic = false) {
  Extent extent;
  extent.add(low);
  extent.add(high);
  return {{.logarithmic = is_logarithmic}, extent, 0.0};
}

Curve curveOf(std::initializer_list<double> ys) {
  Curve curve;
  double x = 0.0;
  for (const double y : ys) {
    curve.points.append({x, y});
    x += 1.0;
  }
  return curve;
}

TEST_CASE("curve_shape: numbers that are none are gaps with marks, and erase nothing else") {
  const Curve curve = curveOf({1.0, 10.0, kNan, 1.0, 100.0, 0.0, kInfinite, 10.0, 1.0});
  const CurveShape shape = shapeOf(curve, axisOf(0.0, 8.0), axisOf(1.0, 100.0, true), 800);
  REQUIRE(shape.lines.size() == 3);
  CHECK(shape.lines[0] == QList<QPointF>{{0.0, 0.0}, {0.125, 0.5}});
  CHECK(shape.lines[2].size() == 2);
  REQUIRE(shape.beyond.size() == 3);
  CHECK(shape.beyond[0].x == Approx(0.25));
  CHECK(std::isnan(shape.beyond[0].point.y()));
  CHECK(shape.beyond[1].point.y() == 0.0);
  CHECK(shape.beyond[2].point.y() == kInfinite);
}

TEST_CASE("curve_shape: a point on its own is a dot") {
  const CurveShape shape =
      shapeOf(curveOf({kNan, 1.0, kNan}), axisOf(0.0, 2.0), axisOf(0.0, 2.0), 10);
  CHECK(shape.lines.empty());
  CHECK(shape.dots == QList<QPointF>{{0.5, 0.5}});
}

TEST_CASE("curve_shape: few points are dots, many are not") {
  Curve curve = curveOf({1.0, 2.0, 1.0});
  CHECK(shapeOf(curve, axisOf(0.0, 2.0), axisOf(0.0, 2.0), 100).dots.size() == 3);
  CHECK(shapeOf(curve, axisOf(0.0, 2.0), axisOf(0.0, 2.0), 30).dots.isEmpty());
  curve.has_dots = false;
  CHECK(shapeOf(curve, axisOf(0.0, 2.0), axisOf(0.0, 2.0), 100).dots.isEmpty());
}

TEST_CASE("curve_shape: has about a point a pixel however many there are") {
  Curve curve;
  for (int i = 0; i < 200'000; ++i) {
    curve.points.append({double(i), std::sin(i)});
  }
  const CurveShape shape = shapeOf(curve, axisOf(0.0, 199'999.0), axisOf(-1.0, 1.0), 500);
  REQUIRE(shape.lines.size() == 1);
  CHECK(shape.lines[0].size() > 400);
  CHECK(shape.lines[0].size() <= 502);
}

TEST_CASE("curve_shape: what is zoomed to is shown in full, with the way to its neighbours") {
  Curve curve;
  for (int i = 0; i < 200'000; ++i) {
    curve.points.append({double(i), double(i % 2)});
  }
  const PlotAxis x = axisOf(0.0, 199'999.0).zoomedTo({1000.25, 1004.75});
  const CurveShape shape = shapeOf(curve, x, axisOf(0.0, 1.0), 500);
  REQUIRE(shape.lines.size() == 1);
  CHECK(shape.lines[0].size() == 6);
  CHECK(shape.lines[0].first().x() < 0.0);
  CHECK(shape.lines[0].last().x() > 1.0);
}

TEST_CASE("curve_shape: nothing is drawn far away, and slopes stay") {
  Curve curve;
  curve.points = {{-1e9, 0.0}, {0.0, 0.0}, {1.0, 1e300}, {2.0, 0.0}, {1e9, 0.0}};
  const PlotAxis x = axisOf(0.0, 2.0);
  const CurveShape shape = shapeOf(curve, x, axisOf(0.0, 1.0), 500);
  REQUIRE(shape.lines.size() == 1);
  for (const QPointF& point : shape.lines[0]) {
    CHECK(std::abs(point.x()) < 3.0);
    CHECK(std::abs(point.y()) < 3.0);
  }
  // It leaves the plot where it begins to rise, and comes back where it ends.
  CHECK(shape.lines[0].contains(QPointF(0.0, 0.0)));
  CHECK(shape.lines[0].contains(QPointF(1.0, 0.0)));
}

TEST_CASE("curve_shape: a line cut above the plot crosses its border where it did") {
  Curve curve;
  curve.points = {{0.0, 0.0}, {1.0, 10.0}};
  const CurveShape shape = shapeOf(curve, axisOf(0.0, 1.0), axisOf(0.0, 1.0), 500);
  REQUIRE(shape.lines.size() == 1);
  for (const QPointF& point : shape.lines[0]) {
    CHECK((point.y() == Approx(10.0 * point.x()) || point.x() == 1.0));
  }
}

TEST_CASE("curve_shape: numbers that differ beyond all bounds have finite places") {
  Curve curve;
  curve.points = {{0.0, 1e-9}, {1.0, -1e300}, {2.0, 1e300}, {3.0, 0.0}};
  const CurveShape shape = shapeOf(curve, axisOf(0.0, 3.0), axisOf(0.0, 1e-9), 500);
  REQUIRE(shape.lines.size() == 1);
  for (const QPointF& point : shape.lines[0]) {
    CHECK(std::isfinite(point.x()));
    CHECK(std::isfinite(point.y()));
  }
}

TEST_CASE("curve_shape: pieces without number end as dots, quickly") {
  Curve curve;
  for (int i = 0; i < 300'000; ++i) {
    curve.points.append({double(i), i % 3 == 0 ? kNan : 0.5});
  }
  const CurveShape shape = shapeOf(curve, axisOf(0.0, 300'000.0), axisOf(0.0, 1.0), 500);
  CHECK(shape.lines.size() <= 40);
  CHECK(shape.dots.size() > 300);
  CHECK(shape.dots.size() <= 500);
  CHECK(shape.beyond.size() <= 60);
}

TEST_CASE("curve_shape: a filled curve has an outline down to its floor") {
  Curve curve = curveOf({1.0, 2.0});
  CHECK(shapeOf(curve, axisOf(0.0, 1.0), axisOf(0.0, 2.0), 500).outline.isEmpty());
  curve.fill = Qt::red;
  curve.floor = {{0.0, 0.0}, {1.0, 1.0}};
  const CurveShape shape = shapeOf(curve, axisOf(0.0, 1.0), axisOf(0.0, 2.0), 500);
  CHECK(shape.outline == QList<QPointF>{{0.0, 0.5}, {1.0, 1.0}, {1.0, 0.5}, {0.0, 0.0}});
}

TEST_CASE("curve_shape: no points, no shape") {
  const CurveShape shape = shapeOf({}, axisOf(0.0, 1.0), axisOf(0.0, 1.0), 0);
  CHECK(shape.lines.empty());
  CHECK(shape.dots.isEmpty());
}

}  // namespace
}  // namespace simgrad::gui
