#include "gui/charts/chart_painting.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <QPainter>
#include <QPainterPath>

#include "gui/charts/read_out.hpp"
#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr double kGap = 8.0;
constexpr double kTickDistance_x = 90.0;
constexpr double kTickDistance_y = 32.0;
constexpr double kDot = 2.6;
constexpr double kMarkSize = 4.0;
constexpr double kMarkColumn = 3.0;    // pixels within which marks are one line
constexpr std::size_t kMostLong = 60;  // more lines than these would hide the plot
constexpr double kShort = 10.0;
constexpr double kFlat = 16.0;  // a drag less high chooses x alone, one less wide y
constexpr int kMarkAlpha = 110;
constexpr int kGroundAlpha = 170;

QPen hairline(QColor colour, Qt::PenStyle style = Qt::SolidLine) {
  QPen pen(colour, 1.0, style);
  pen.setCosmetic(true);
  return pen;
}

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

void paintTicksOfX(QPainter& painter, const ChartFrame& frame) {
  const QRectF& area = frame.area;
  const double height = painter.fontMetrics().height();
  for (const Tick& tick : frame.x.ticks(std::max(2, int(area.width() / kTickDistance_x)))) {
    const double x = std::round(frame.pixelOfPlace({tick.share, 0.0}).x()) + 0.5;
    painter.setPen(hairline(theme().grid));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(theme().muted);
    painter.drawText(
        QRectF(x - kTickDistance_x / 2.0, area.bottom() + kGap / 2.0, kTickDistance_x, height),
        Qt::AlignCenter, text(tick.label));
  }
}

void paintTicksOfY(QPainter& painter, const ChartFrame& frame) {
  const QRectF& area = frame.area;
  const double height = painter.fontMetrics().height();
  for (const Tick& tick : frame.y.ticks(std::max(2, int(area.height() / kTickDistance_y)))) {
    const double y = std::round(frame.pixelOfPlace({0.0, tick.share}).y()) + 0.5;
    painter.setPen(hairline(theme().grid));
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setPen(theme().muted);
    const QRectF place(kGap / 2.0, y - height / 2.0, area.left() - kGap, height);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(tick.label), Qt::ElideRight,
                                                      static_cast<int>(place.width())));
  }
}

/// A cross for NaN, else a triangle that points to where the number lies.
void paintBeyondMark(QPainter& painter, const QPointF& at, double value) {
  if (std::isnan(value)) {
    painter.drawLine(at + QPointF(-kMarkSize, -kMarkSize), at + QPointF(kMarkSize, kMarkSize));
    painter.drawLine(at + QPointF(-kMarkSize, kMarkSize), at + QPointF(kMarkSize, -kMarkSize));
    return;
  }
  const double up = value > 0.0 ? -kMarkSize : kMarkSize;
  painter.drawPolygon(QPolygonF(
      {at + QPointF(0.0, up), at + QPointF(kMarkSize, -up), at + QPointF(-kMarkSize, -up)}));
}

QColor solid(QColor colour) {
  colour.setAlpha(255);
  return colour;
}

/// Words on the ground of the plot, so that they can be read over lines.
void paintLabel(QPainter& painter, const QRectF& place, const QString& words, QColor colour) {
  QColor ground = theme().background;
  ground.setAlpha(kGroundAlpha);
  painter.fillRect(place, ground);
  painter.setPen(colour);
  painter.drawText(place, Qt::AlignCenter, words);
}

}  // namespace

void paintAxes(QPainter& painter, const ChartFrame& frame, const Plot& plot) {
  paintTicksOfX(painter, frame);
  paintTicksOfY(painter, frame);
  painter.setPen(hairline(theme().muted));
  painter.drawLine(frame.area.bottomLeft(), frame.area.bottomRight());
  if (plot.names_x) {
    const double height = painter.fontMetrics().height();
    painter.setPen(theme().muted);
    painter.drawText(QRectF(frame.area.left(), frame.area.bottom() + kGap / 2.0 + height,
                            frame.area.width(), height),
                     Qt::AlignCenter, text(frame.x.title()));
  }
}

void paintFills(QPainter& painter, const ChartFrame& frame, const Plot& plot,
                const std::vector<CurveShape>& shapes) {
  painter.save();
  painter.setClipRect(frame.area);
  painter.setPen(Qt::NoPen);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (shapes[i].outline.isEmpty()) {
      continue;
    }
    QPolygonF outline;
    for (const QPointF& place : shapes[i].outline) {
      outline.append(frame.pixelOfPlace(place));
    }
    painter.setBrush(plot.curves[i].fill);
    painter.drawPolygon(outline);
  }
  painter.restore();
}

std::vector<double> markColumns(const ChartFrame& frame, const std::vector<EventMark>& marks) {
  std::set<long> columns;
  for (const EventMark& mark : marks) {
    const double place = frame.x.place(mark.x);
    if (place >= 0.0 && place <= 1.0) {
      columns.insert(std::lround(place * frame.area.width() / kMarkColumn));
    }
  }
  std::vector<double> pixels;
  for (const long column : columns) {
    pixels.push_back(frame.area.left() + kMarkColumn * static_cast<double>(column));
  }
  return pixels;
}

void paintMarks(QPainter& painter, const ChartFrame& frame, const std::vector<double>& columns) {
  const bool are_many = columns.size() > kMostLong;
  QColor colour = theme().fault;
  colour.setAlpha(are_many ? 255 : kMarkAlpha);
  painter.setPen(hairline(colour, are_many ? Qt::SolidLine : Qt::DashLine));
  const double top = frame.area.top();
  for (const double x : columns) {
    painter.drawLine(QPointF(x, top), QPointF(x, are_many ? top + kShort : frame.area.bottom()));
  }
}

void paintDots(QPainter& painter, const ChartFrame& frame, const Plot& plot,
               const std::vector<CurveShape>& shapes) {
  painter.setPen(Qt::NoPen);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    painter.setBrush(plot.curves[i].pen.color());
    for (const QPointF& place : shapes[i].dots) {
      painter.drawEllipse(frame.pixelOfPlace(place), kDot, kDot);
    }
  }
}

void paintBeyond(QPainter& painter, const ChartFrame& frame, const Plot& plot,
                 const std::vector<CurveShape>& shapes) {
  const QRectF& area = frame.area;
  const double height = painter.fontMetrics().height();
  double row = area.top() + 3.0 * kMarkSize;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Curve& curve = plot.curves[i];
    const QColor colour = solid(curve.pen.color());
    for (const BeyondMark& mark : shapes[i].beyond) {
      const bool is_low = mark.point.y() <= 0.0;
      const double y = is_low ? area.bottom() - 2.0 * kMarkSize : area.top() + 2.0 * kMarkSize;
      painter.setPen(QPen(colour, 2.0));
      painter.setBrush(colour);
      paintBeyondMark(painter, {area.left() + mark.x * area.width(), y}, mark.point.y());
    }
    if (!shapes[i].beyond.empty() && !curve.name.isEmpty() && row + height < area.bottom()) {
      const BeyondMark& first = shapes[i].beyond.front();
      const QString words = painter.fontMetrics().elidedText(
          beyondText(plot, curve, first.point), Qt::ElideMiddle, static_cast<int>(area.width()));
      const double width = painter.fontMetrics().horizontalAdvance(words) + kGap;
      const double x = std::clamp(area.left() + first.x * area.width() - width / 2.0, area.left(),
                                  std::max(area.left(), area.right() - width));
      paintLabel(painter, {x, row, width, height}, words, colour);
      row += height;
    }
  }
}

void paintLevels(QPainter& painter, const ChartFrame& frame, const Plot& plot) {
  const double height = painter.fontMetrics().height();
  for (const Level& level : plot.levels) {
    const double y = frame.pixelOfY(level.y);
    if (y < frame.area.top() || y > frame.area.bottom()) {
      continue;
    }
    painter.setPen(hairline(theme().target, Qt::DashDotLine));
    painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
    const double width = painter.fontMetrics().horizontalAdvance(level.text) + kGap;
    const double top = y - height < frame.area.top() ? y : y - height;
    paintLabel(painter, {frame.area.left() + kGap, top, width, height}, level.text, theme().target);
  }
}

void paintCrosshair(QPainter& painter, const ChartFrame& frame, const Crosshair& crosshair) {
  const QRectF& area = frame.area;
  const auto vertical = [&](std::optional<double> value, const QPen& pen) {
    const double x = value ? frame.pixelOfX(*value) : -1.0;
    if (x >= area.left() && x <= area.right()) {
      painter.setPen(pen);
      painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
  };
  vertical(crosshair.chosen_x, hairline(theme().cursor));
  vertical(crosshair.hovered_x, hairline(theme().muted, Qt::DotLine));
  if (crosshair.pointer_y && *crosshair.pointer_y >= area.top() &&
      *crosshair.pointer_y <= area.bottom()) {
    painter.setPen(hairline(theme().muted, Qt::DotLine));
    painter.drawLine(QPointF(area.left(), *crosshair.pointer_y),
                     QPointF(area.right(), *crosshair.pointer_y));
  }
}

QRectF bandOf(const ChartFrame& frame, const QRectF& drag) {
  QRectF band = drag.normalized();
  if (band.height() < kFlat) {
    band.setTop(frame.area.top());
    band.setBottom(frame.area.bottom());
  } else if (band.width() < kFlat) {
    band.setLeft(frame.area.left());
    band.setRight(frame.area.right());
  }
  return band.intersected(frame.area);
}

void paintBand(QPainter& painter, const ChartFrame& frame, const QRectF& drag) {
  const QRectF band = bandOf(frame, drag);
  QColor fill = theme().cursor;
  fill.setAlpha(40);
  painter.fillRect(band, fill);
  painter.setPen(hairline(theme().cursor, Qt::DashLine));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(band);
}

void paintFocus(QPainter& painter, const QRectF& widget) {
  painter.setBrush(Qt::NoBrush);
  painter.setPen(hairline(theme().muted, Qt::DotLine));
  painter.drawRect(widget.adjusted(0.5, 0.5, -0.5, -0.5));
}

}  // namespace simgrad::gui
