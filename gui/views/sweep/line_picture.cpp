#include "gui/views/sweep/line_picture.hpp"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "gui/theme/theme.hpp"
#include "gui/views/sweep/series_key.hpp"

namespace simgrad::gui {
namespace {

constexpr double kMargin = 14.0;
constexpr double kPadding = 0.05;  // of the plot, free at either end
constexpr double kRadius = 4.5;
constexpr int kBandAlpha = 45;
constexpr double kMarkSize = 12.0;
constexpr double kBeyondRow = 16.0;
constexpr double kTextGap = 3.0;

bool isBeyond(const LinePoint& point) {
  return std::isinf(point.y);
}

bool hasBeyond(const FigureLine& line) {
  return std::any_of(line.points.begin(), line.points.end(), isBeyond);
}

/// The height of what lies above the plot: a row for each line that has such points.
double beyondHeight(const LineFigure& figure) {
  return kBeyondRow *
         static_cast<double>(std::count_if(figure.lines.begin(), figure.lines.end(), hasBeyond));
}

PlotFrame frameOf(const LineFigure& figure, const QRectF& outer, const QFontMetricsF& font) {
  Extent x;
  Extent y;
  for (const FigureLine& line : figure.lines) {
    for (const LinePoint& point : line.points) {
      x.add(point.x);
      y.add(point.y);
      if (point.range) {
        y.add(point.range->low);
        y.add(point.range->high);
      }
    }
  }
  if (figure.target) {
    y.add(*figure.target);
  }
  const double padding = figure.has_markers ? kPadding : 0.0;
  PlotFrame frame = plotFrame(outer, {figure.x, x, padding}, {figure.y, y, kPadding}, font);
  frame.above = beyondHeight(figure);
  frame.area.setTop(frame.area.top() + frame.above);
  return frame;
}

std::vector<KeyEntry> keyOf(const LineFigure& figure) {
  using Swatch = KeyEntry::Swatch;
  std::vector<KeyEntry> key;
  const Swatch swatch = !figure.is_joined    ? Swatch::kMarker
                        : figure.has_markers ? Swatch::kLineAndMarker
                                             : Swatch::kLine;
  bool has_beyond = false;
  for (std::size_t i = 0; i < figure.lines.size(); ++i) {
    const FigureLine& line = figure.lines[i];
    has_beyond = has_beyond || hasBeyond(line);
    if (!line.label.isEmpty()) {
      key.push_back({line.label, i, swatch});
    }
  }
  if (figure.target) {
    key.push_back({"target", 0, Swatch::kTarget});
  }
  if (has_beyond) {
    key.push_back({figure.never, 0, Swatch::kBeyond});
  }
  return key;
}

}  // namespace

void LinePicture::setFigure(LineFigure figure) {
  figure_ = std::move(figure);
  setAccessibleName(figure_.title);
  redraw();
}

std::vector<Mark> LinePicture::draw(QPainter& painter) const {
  std::vector<Mark> marks;
  QRectF outer = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
  outer = drawKey(painter, drawTitle(painter, outer, figure_.title), keyOf(figure_));
  const PlotFrame frame = frameOf(figure_, outer, QFontMetricsF(painter.font()));
  drawFrame(painter, frame);
  if (figure_.target) {
    painter.setPen(QPen(theme().target, 1.5, Qt::DashLine));
    const double y = frame.yAt(*figure_.target);
    painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
  }
  for (std::size_t line = 0; line < figure_.lines.size(); ++line) {
    drawBand(painter, frame, line);
  }
  double beyond = frame.area.top() - frame.above;
  for (std::size_t line = 0; line < figure_.lines.size(); ++line) {
    drawLine(painter, frame, line);
    drawPoints(painter, frame, line, marks);
    if (hasBeyond(figure_.lines[line])) {
      drawBeyond(painter, frame, line, beyond, marks);
      beyond += kBeyondRow;
    }
  }
  return marks;
}

/// Between neighbours that both have a range; a bar through whoever has none beside it.
void LinePicture::drawBand(QPainter& painter, const PlotFrame& frame, std::size_t line) const {
  const std::vector<LinePoint>& points = figure_.lines[line].points;
  QColor fill = seriesColour(line);
  fill.setAlpha(kBandAlpha);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!points[i].range) {
      continue;
    }
    const double x = frame.xAt(points[i].x);
    const double low = frame.yAt(points[i].range->low);
    const double high = frame.yAt(points[i].range->high);
    const auto joins = [&](std::size_t other) {
      return figure_.is_joined && other < points.size() && points[other].range;
    };
    if (joins(i + 1)) {
      const double next = frame.xAt(points[i + 1].x);
      painter.setPen(Qt::NoPen);
      painter.setBrush(fill);
      painter.drawPolygon(QPolygonF{QPointF(x, low), QPointF(x, high),
                                    QPointF(next, frame.yAt(points[i + 1].range->high)),
                                    QPointF(next, frame.yAt(points[i + 1].range->low))});
    } else if (!joins(i - 1)) {
      QPen pen(seriesColour(line), 2.0);
      painter.setPen(pen);
      painter.drawLine(QPointF(x, low), QPointF(x, high));
    }
  }
}

void LinePicture::drawLine(QPainter& painter, const PlotFrame& frame, std::size_t line) const {
  if (!figure_.is_joined) {
    return;
  }
  QPolygonF path;
  painter.setPen(seriesPen(line));
  const auto flush = [&] {
    painter.drawPolyline(path);
    path.clear();
  };
  for (const LinePoint& point : figure_.lines[line].points) {
    if (frame.y.holds(point.y)) {
      path << QPointF(frame.xAt(point.x), frame.yAt(point.y));
    } else {
      flush();
    }
  }
  flush();
}

void LinePicture::drawPoints(QPainter& painter, const PlotFrame& frame, std::size_t line,
                             std::vector<Mark>& marks) const {
  for (const LinePoint& point : figure_.lines[line].points) {
    const QPointF at(frame.xAt(point.x), frame.yAt(point.y));
    if (isBeyond(point)) {
      continue;
    }
    if (figure_.has_markers) {
      painter.fillPath(markerShape(line, at, kRadius), seriesColour(line));
    }
    marks.push_back(
        {QRectF(at.x() - 0.5 * kMarkSize, at.y() - 0.5 * kMarkSize, kMarkSize, kMarkSize),
         point.words, point.runs});
  }
}

/// In a row of their own above the plot, with what is known of them where it has room.
void LinePicture::drawBeyond(QPainter& painter, const PlotFrame& frame, std::size_t line,
                             double top, std::vector<Mark>& marks) const {
  const QFontMetricsF font(painter.font());
  std::vector<const LinePoint*> points;
  for (const LinePoint& point : figure_.lines[line].points) {
    if (isBeyond(point)) {
      points.push_back(&point);
    }
  }
  double free_from = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double x = frame.xAt(points[i]->x);
    const QRectF area(x - 0.5 * kMarkSize, top + 2.0, kMarkSize, kMarkSize);
    painter.fillPath(points[i]->y > 0.0 ? beyondShape({x, area.top()}, {0.0, -1.0})
                                        : beyondShape({x, area.bottom()}, {0.0, 1.0}),
                     seriesColour(line));
    marks.push_back({area, points[i]->words, points[i]->runs});
    const double room = kTextGap + font.horizontalAdvance(points[i]->beyond);
    const double next = i + 1 < points.size()
                            ? frame.xAt(points[i + 1]->x) - 0.5 * kMarkSize - kTextGap
                            : this->width();
    const bool fits_right = area.right() + room <= next;
    if (fits_right || area.left() - room >= free_from) {
      painter.setPen(theme().text);
      painter.drawText(
          QPointF(fits_right ? area.right() + kTextGap : area.left() - room, area.bottom() - 1.0),
          points[i]->beyond);
    }
    free_from = area.right() + (fits_right ? room : 0.0) + kTextGap;
  }
}

}  // namespace simgrad::gui
