#include "gui/charts/thinning.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad::gui {
namespace {

QPointF meanOf(std::span<const QPointF> points) {
  QPointF sum;
  for (const QPointF& point : points) {
    sum += point;
  }
  return sum / static_cast<double>(points.size());
}

/// The point of `part` that is farthest from the line through two points.
const QPointF& farthest(std::span<const QPointF> part, const QPointF& before,
                        const QPointF& after) {
  const QPointF along = after - before;
  const auto twice_area = [&](const QPointF& point) {
    const QPointF to = point - before;
    return std::abs(along.x() * to.y() - along.y() * to.x());
  };
  const QPointF* best = part.data();
  double largest = twice_area(*best);
  for (const QPointF& point : part.subspan(1)) {
    const double area = twice_area(point);
    if (area > largest) {
      largest = area;
      best = &point;
    }
  }
  return *best;
}

}  // namespace

QList<QPointF> thinned(std::span<const QPointF> points, std::size_t most) {
  most = std::max<std::size_t>(most, 2);
  if (points.size() <= most) {
    return {points.begin(), points.end()};
  }
  QList<QPointF> kept;
  kept.reserve(static_cast<qsizetype>(most));
  kept.append(points.front());
  const std::size_t parts = most - 2;
  const std::size_t inner = points.size() - 2;
  const auto first_of = [&](std::size_t part) {
    return 1 + part * inner / std::max<std::size_t>(parts, 1);
  };
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = first_of(part);
    const std::size_t end = first_of(part + 1);
    const QPointF after =
        part + 1 < parts ? meanOf(points.subspan(end, first_of(part + 2) - end)) : points.back();
    kept.append(farthest(points.subspan(begin, end - begin), kept.back(), after));
  }
  kept.append(points.back());
  return kept;
}

}  // namespace simgrad::gui
