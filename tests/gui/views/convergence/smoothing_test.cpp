#include "gui/views/convergence/smoothing.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

TEST_CASE("smoothing: the mean by weights that halve every half-life") {
  const QList<QPointF> points{{0.0, 3.0}, {1.0, -1.0}, {2.0, 4.0}, {3.0, 1.0}, {4.0, 5.0}};
  const double half_life = 2.5;
  const QList<QPointF> means = smoothed(points, half_life);
  for (qsizetype i = 0; i < points.size(); ++i) {
    double sum = 0.0;
    double weights = 0.0;
    for (qsizetype k = 0; k <= i; ++k) {
      const double weight = std::pow(2.0, -double(k) / half_life);
      sum += weight * points[i - k].y();
      weights += weight;
    }
    CHECK(means[i].y() == Approx(sum / weights));
    CHECK(means[i].x() == points[i].x());
  }
}

TEST_CASE("smoothing: begins anew after what is no number, and keeps it") {
  const double infinite = std::numeric_limits<double>::infinity();
  const QList<QPointF> means =
      smoothed({{0.0, 100.0}, {1.0, std::nan("")}, {2.0, 2.0}, {3.0, infinite}, {4.0, 7.0}}, 10.0);
  CHECK(means[0].y() == 100.0);
  CHECK(std::isnan(means[1].y()));
  CHECK(means[2].y() == 2.0);
  CHECK(means[3].y() == infinite);
  CHECK(means[4].y() == 7.0);
}

}  // namespace
}  // namespace simgrad::gui
