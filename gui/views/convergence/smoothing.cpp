#include "gui/views/convergence/smoothing.hpp"

#include <cmath>

namespace simgrad::gui {

QList<QPointF> smoothed(const QList<QPointF>& points, double half_life) {
  const double decay = std::exp2(-1.0 / half_life);
  QList<QPointF> means = points;
  double mean = 0.0;
  double weight = 0.0;  // of all points so far, where the latest weighs one
  for (QPointF& point : means) {
    if (!std::isfinite(point.y())) {
      weight = 0.0;
      continue;
    }
    weight = decay * weight + 1.0;
    mean += (point.y() - mean) / weight;
    point.setY(mean);
  }
  return means;
}

}  // namespace simgrad::gui
