#pragma once

#include <span>
#include <vector>

#include <QList>
#include <QPointF>

#include "gui/charts/plot.hpp"
#include "gui/charts/plot_axis.hpp"

namespace simgrad::gui {

/// A point that has no place on the y axis.
struct BeyondMark {
  double x = 0.0;      ///< its place, 0 to 1
  QPointF point = {};  ///< in the axes' numbers
};

/// What is drawn of a curve, in places: 0 to 1 along either axis.
struct CurveShape {
  std::vector<QList<QPointF>> lines = {};
  QList<QPointF> dots = {};  ///< points on their own, and all points where there are few
  std::vector<BeyondMark> beyond = {};
  QList<QPointF> outline = {};  ///< what is filled; empty: nothing
};

/// The points within the range of x, and the next one on either side. Points are in the order of x.
std::span<const QPointF> visible(const QList<QPointF>& points, const Range& x);

/// At most about a point a pixel of what is visible, hence more detail the nearer one looks.
///
/// @param columns  pixels along x
/// Cost: O(visible points).
CurveShape shapeOf(const Curve& curve, const PlotAxis& x, const PlotAxis& y, int columns);

}  // namespace simgrad::gui
