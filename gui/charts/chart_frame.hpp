#pragma once

#include <QPointF>
#include <QRectF>

#include "gui/charts/plot_axis.hpp"

class QFontMetricsF;
class QSize;

namespace simgrad::gui {

/// Where a chart's numbers lie on its widget.
struct ChartFrame {
  QRectF area = {};  ///< of the curves, in pixels
  PlotAxis x = {};
  PlotAxis y = {};

  /// Of a place, 0 to 1 along either axis.
  QPointF pixelOfPlace(const QPointF& place) const {
    return {area.left() + place.x() * area.width(), area.bottom() - place.y() * area.height()};
  }
  QPointF pixelOf(double x_value, double y_value) const {
    return pixelOfPlace({x.place(x_value), y.place(y_value)});
  }
  double pixelOfX(double value) const { return area.left() + x.place(value) * area.width(); }
  double pixelOfY(double value) const { return area.bottom() - y.place(value) * area.height(); }
  double placeOfX(double pixel) const { return (pixel - area.left()) / area.width(); }
  double placeOfY(double pixel) const { return (area.bottom() - pixel) / area.height(); }
};

/// The curves' area of a widget: the same for all of one font and width, so that charts one above
/// another line up.
QRectF areaOf(const QSize& widget, const QFontMetricsF& font, bool names_x);

}  // namespace simgrad::gui
