#pragma once

#include <optional>
#include <vector>

#include <QColor>
#include <QList>
#include <QPen>
#include <QPointF>
#include <QString>

#include "gui/charts/plot_axis.hpp"
#include "sim/results/faults.hpp"

namespace simgrad::gui {

/// A line through points. Numbers that are none (NaN, infinite, zero on a logarithmic axis) are
/// gaps in it, with a mark at the border each.
struct Curve {
  QString name = {};           ///< in the read-out; empty: the curve is not read out
  QPen pen = {};               ///< seriesPen(style)
  QList<QPointF> points = {};  ///< in any order of x, which is drawn by growing x
  bool has_dots = true;        ///< at its points, where there are few
  QColor fill = {};            ///< invalid: not filled; gaps are bridged
  QList<QPointF> floor = {};   ///< down to which it is filled; empty: to the low end of the axis
};

/// A line across the plot.
struct Level {
  double y = 0.0;
  QString text = {};
};

/// What a chart shows.
struct Plot {
  Axis x = {};
  Axis y = {};
  std::vector<Curve> curves = {};      ///< later ones on top
  std::vector<EventMark> marks = {};   ///< vertical lines with a tooltip
  std::vector<Level> levels = {};      ///< targets
  std::optional<Range> x_extent = {};  ///< shown at least, even where there are no points
  bool names_x = true;    ///< whether the title of x is written; not needed above a chart that does
  QString if_empty = {};  ///< said where there is nothing to draw: "no evaluation yet"
};

}  // namespace simgrad::gui
