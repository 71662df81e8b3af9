#include "gui/views/sweep/series_key.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <QFontMetricsF>
#include <QPolygonF>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr double kSwatchWidth = 34.0;
constexpr double kGap = 6.0;
constexpr double kRadius = 4.5;
constexpr std::size_t kShapes = 6;

QPolygonF polygon(const QPointF& centre, double radius, int corners, double turn) {
  QPolygonF shape;
  for (int i = 0; i < corners; ++i) {
    const double angle = turn + 2.0 * std::numbers::pi * i / corners;
    shape << centre + radius * QPointF(std::sin(angle), -std::cos(angle));
  }
  return shape;
}

double swatchWidth(KeyEntry::Swatch swatch) {
  using Swatch = KeyEntry::Swatch;
  return swatch == Swatch::kMarker || swatch == Swatch::kBeyond ? 3.0 * kRadius : kSwatchWidth;
}

void drawSwatch(QPainter& painter, const KeyEntry& entry, const QRectF& area) {
  using Swatch = KeyEntry::Swatch;
  const bool has_line = entry.swatch == Swatch::kLine || entry.swatch == Swatch::kLineAndMarker;
  painter.setBrush(Qt::NoBrush);
  if (entry.swatch == Swatch::kTarget) {
    painter.setPen(QPen(theme().target, 1.5, Qt::DashLine));
  } else {
    painter.setPen(has_line ? seriesPen(entry.style) : QPen(Qt::NoPen));
  }
  if (has_line || entry.swatch == Swatch::kTarget) {
    painter.drawLine(QPointF(area.left(), area.center().y()),
                     QPointF(area.right(), area.center().y()));
  }
  if (entry.swatch == Swatch::kMarker || entry.swatch == Swatch::kLineAndMarker) {
    painter.fillPath(markerShape(entry.style, area.center(), kRadius), seriesColour(entry.style));
  } else if (entry.swatch == Swatch::kBeyond) {
    painter.fillPath(beyondShape(area.center() + QPointF(0.0, -5.0), {0.0, -1.0}), theme().text);
  }
}

}  // namespace

QPainterPath markerShape(std::size_t style, const QPointF& centre, double radius) {
  QPainterPath path;
  switch (style % kShapes) {
    case 0:
      path.addEllipse(centre, radius, radius);
      return path;
    case 1:
      path.addPolygon(polygon(centre, 1.2 * radius, 4, std::numbers::pi / 4.0));
      break;
    case 2:
      path.addPolygon(polygon(centre, 1.35 * radius, 3, 0.0));
      break;
    case 3:
      path.addPolygon(polygon(centre, 1.35 * radius, 4, 0.0));
      break;
    case 4:
      path.addPolygon(polygon(centre, 1.35 * radius, 3, std::numbers::pi));
      break;
    default:
      path.addPolygon(polygon(centre, 1.2 * radius, 6, 0.0));
      break;
  }
  path.closeSubpath();
  return path;
}

QPainterPath beyondShape(const QPointF& tip, const QPointF& direction) {
  constexpr double kLength = 10.0;
  const QPointF aside(-direction.y(), direction.x());
  const QPointF base = tip - kLength * direction;
  QPainterPath path;
  path.addPolygon(QPolygonF{tip, base + 0.6 * kLength * aside, base - 0.6 * kLength * aside});
  path.closeSubpath();
  return path;
}

QRectF drawKey(QPainter& painter, const QRectF& outer, const std::vector<KeyEntry>& entries) {
  const QFontMetricsF font(painter.font());
  const double line = font.height() + 4.0;
  double x = outer.left();
  double y = outer.top();
  for (const KeyEntry& entry : entries) {
    const double swatch = swatchWidth(entry.swatch);
    const QString label =
        font.elidedText(entry.label, Qt::ElideMiddle, outer.width() - swatch - kGap);
    const double width = swatch + kGap + font.horizontalAdvance(label);
    if (x > outer.left() && x + width > outer.right()) {
      x = outer.left();
      y += line;
    }
    drawSwatch(painter, entry, {x, y, swatch, line});
    painter.setPen(theme().text);
    painter.drawText(QRectF(x + swatch + kGap, y, width, line), Qt::AlignLeft | Qt::AlignVCenter,
                     label);
    x += width + 3.0 * kGap;
  }
  const double used = entries.empty() ? 0.0 : y + line + kGap - outer.top();
  return outer.adjusted(0.0, used, 0.0, 0.0);
}

}  // namespace simgrad::gui
