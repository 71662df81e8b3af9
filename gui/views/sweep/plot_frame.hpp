#pragma once

#include <QPainter>
#include <QRectF>

#include "sim/results/scale.hpp"

namespace simgrad::gui {

/// A plot's rectangle between two axes.
struct PlotFrame {
  Scale x;
  Scale y;
  QRectF area;         ///< without ticks and titles
  double above = 0.0;  ///< free between it and the title of y

  [[nodiscard]] double xAt(double value) const {
    return area.left() + x.share(value) * area.width();
  }
  [[nodiscard]] double yAt(double value) const {
    return area.bottom() - y.share(value) * area.height();
  }
};

/// Leaves room in `outer` for ticks and titles of both axes.
PlotFrame plotFrame(const QRectF& outer, const Scale& x, const Scale& y, const QFontMetricsF& font);

/// Grid, ticks and titles.
void drawFrame(QPainter& painter, const PlotFrame& frame);

/// A horizontal axis below `area`, with lines through it.
void drawBottomAxis(QPainter& painter, const QRectF& area, const Scale& x);

/// Of drawBottomAxis below its area.
double bottomAxisHeight(const QFontMetricsF& font);

/// The bold line above a picture; returns what is left of `outer` below it.
QRectF drawTitle(QPainter& painter, const QRectF& outer, const QString& title);

}  // namespace simgrad::gui
