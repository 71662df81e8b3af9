#pragma once

#include <optional>
#include <vector>

#include <QRectF>
#include <QString>

#include "gui/charts/chart_frame.hpp"
#include "gui/charts/curve_shape.hpp"
#include "gui/charts/plot.hpp"

class QPainter;

/// What a chart draws around its curves, each from the same frame.
namespace simgrad::gui {

/// The vertical lines at which curves are read, and the pointer's height.
struct Crosshair {
  std::optional<double> chosen_x = {};
  std::optional<double> hovered_x = {};
  std::optional<double> pointer_y = {};  ///< pixels
};

/// Titles, ticks and grid.
void paintAxes(QPainter& painter, const ChartFrame& frame, const Plot& plot);
void paintFills(QPainter& painter, const ChartFrame& frame, const Plot& plot,
                const std::vector<CurveShape>& shapes);
/// Where lines for marks are, in pixels along x, growing: one for those that are close together.
std::vector<double> markColumns(const ChartFrame& frame, const std::vector<EventMark>& marks);
/// Vertical lines; short ones where there are many.
void paintMarks(QPainter& painter, const ChartFrame& frame, const std::vector<double>& columns);
void paintDots(QPainter& painter, const ChartFrame& frame, const Plot& plot,
               const std::vector<CurveShape>& shapes);
/// At the border: what has no place on the y axis, with words at the first of each curve.
void paintBeyond(QPainter& painter, const ChartFrame& frame, const Plot& plot,
                 const std::vector<CurveShape>& shapes);
void paintLevels(QPainter& painter, const ChartFrame& frame, const Plot& plot);
void paintCrosshair(QPainter& painter, const ChartFrame& frame, const Crosshair& crosshair);
/// Above the plot, where it covers no line: what each curve says at x.
void paintReadOut(QPainter& painter, const ChartFrame& frame, const Plot& plot, double x);
void paintBand(QPainter& painter, const ChartFrame& frame, const QRectF& band);
/// Instead of all else, where there is nothing to draw.
void paintNotice(QPainter& painter, const ChartFrame& frame, const Plot& plot);
void paintFocus(QPainter& painter, const QRectF& widget);

/// The part of the plot that a drag from one corner to another marks: all of its height if it is
/// a flat one, all of its width if it is a narrow one.
QRectF bandOf(const ChartFrame& frame, const QRectF& drag);

}  // namespace simgrad::gui
