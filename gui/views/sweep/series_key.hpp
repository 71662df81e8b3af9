#pragma once

#include <cstddef>
#include <vector>

#include <QPainter>
#include <QPainterPath>
#include <QRectF>
#include <QString>

namespace simgrad::gui {

/// A series as a picture's key names it.
struct KeyEntry {
  enum class Swatch { kLine, kMarker, kLineAndMarker, kTarget, kBeyond };

  QString label = {};
  std::size_t style = 0;
  Swatch swatch = Swatch::kLineAndMarker;
};

/// The shape of series `style`, which tells what its colour does.
QPainterPath markerShape(std::size_t style, const QPointF& centre, double radius);

/// A triangle that points off the plot: towards (dx, dy).
QPainterPath beyondShape(const QPointF& tip, const QPointF& direction);

/// Entries side by side, in as many lines as it takes; returns what is left of `outer` below them.
QRectF drawKey(QPainter& painter, const QRectF& outer, const std::vector<KeyEntry>& entries);

}  // namespace simgrad::gui
