#include "gui/charts/read_out.hpp"

#include <algorithm>
#include <cmath>

#include <QStringList>

#include "gui/text/text.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr int kMostTold = 6;

const QPointF& nearest(const QList<QPointF>& points, double x) {
  const auto next =
      std::lower_bound(points.begin(), points.end(), x, [](const QPointF& point, double value) {
        return point.x() < value;
      });
  if (next == points.begin()) {
    return *next;
  }
  const auto before = next - 1;
  return next == points.end() || x - before->x() <= next->x() - x ? *before : *next;
}

QString textOf(const Axis& axis, double value) {
  return quantityText(axis.unit, value);
}

}  // namespace

std::vector<Reading> readingsAt(const Plot& plot, double x) {
  std::vector<Reading> readings;
  for (const Curve& curve : plot.curves) {
    if (!curve.name.isEmpty() && !curve.points.isEmpty()) {
      const QPointF& point = nearest(curve.points, x);
      readings.push_back({curve.name.simplified(), textOf(plot.y, point.y()), curve.pen, point});
    }
  }
  return readings;
}

QString marksWithin(const Plot& plot, const Range& range) {
  QStringList lines;
  int count = 0;
  for (const EventMark& mark : plot.marks) {
    if (mark.x >= range.low && mark.x <= range.high && ++count <= kMostTold) {
      lines += QString::fromStdString(mark.text);
    }
  }
  if (count > kMostTold) {
    lines += QString("and %1 more here").arg(count - kMostTold);
  }
  return lines.join('\n');
}

QString beyondText(const Plot& plot, const Curve& curve, const QPointF& point) {
  const QString what = QString::fromStdString(plot.y.label);
  const QString value = std::isfinite(point.y()) ? "zero or less" : textOf(plot.y, point.y());
  const QString where =
      plot.x.unit == Unit::kSeconds || plot.x.unit == Unit::kBytes
          ? textOf(plot.x, point.x())
          : QString::fromStdString(plot.x.label) + ' ' + textOf(plot.x, point.x());
  const QString text = QString("%1 is %2 at %3").arg(what, value, where);
  return curve.name.isEmpty() ? text : curve.name.simplified() + ": " + text;
}

}  // namespace simgrad::gui
