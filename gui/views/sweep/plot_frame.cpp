#include "gui/views/sweep/plot_frame.hpp"

#include <algorithm>

#include <QFontMetricsF>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr double kTickLength = 4.0;
constexpr double kGap = 6.0;
constexpr double kTickEvery_px = 90.0;
constexpr double kRowEvery_px = 48.0;

int tickCount(double length, double each) {
  return std::max(2, static_cast<int>(length / each));
}

std::vector<Tick> rowTicks(const Scale& y, double height) {
  return y.ticks(tickCount(height, kRowEvery_px));
}

void drawRows(QPainter& painter, const PlotFrame& frame) {
  const QFontMetricsF font(painter.font());
  double free_below = frame.area.bottom() + font.height();
  for (const Tick& tick : rowTicks(frame.y, frame.area.height())) {
    const double y = frame.area.bottom() - tick.share * frame.area.height();
    painter.setPen(QPen(theme().grid, 1.0));
    painter.drawLine(QPointF(frame.area.left(), y), QPointF(frame.area.right(), y));
    if (y <= free_below) {
      const QString label = QString::fromStdString(tick.label);
      painter.setPen(theme().muted);
      painter.drawText(QPointF(frame.area.left() - kGap - font.horizontalAdvance(label),
                               y + 0.35 * font.ascent()),
                       label);
      free_below = y - font.height();
    }
  }
}

}  // namespace

double bottomAxisHeight(const QFontMetricsF& font) {
  return kTickLength + 2.0 * font.height() + kGap;
}

PlotFrame plotFrame(const QRectF& outer, const Scale& x, const Scale& y,
                    const QFontMetricsF& font) {
  double widest = 0.0;
  for (const Tick& tick : rowTicks(y, outer.height())) {
    widest = std::max(widest, font.horizontalAdvance(QString::fromStdString(tick.label)));
  }
  const double right = 2.0 * font.height();  // half a tick's label hangs over
  return {
      x, y,
      outer.adjusted(widest + 2.0 * kGap, font.height() + kGap, -right, -bottomAxisHeight(font))};
}

void drawFrame(QPainter& painter, const PlotFrame& frame) {
  drawBottomAxis(painter, frame.area, frame.x);
  drawRows(painter, frame);
  painter.setPen(theme().muted);
  painter.drawText(QPointF(frame.area.left(), frame.area.top() - frame.above - kGap),
                   QString::fromStdString(frame.y.title()));
}

void drawBottomAxis(QPainter& painter, const QRectF& area, const Scale& x) {
  const QFontMetricsF font(painter.font());
  double free_from = -1.0;
  for (const Tick& tick : x.ticks(tickCount(area.width(), kTickEvery_px))) {
    const double at = area.left() + tick.share * area.width();
    painter.setPen(QPen(theme().grid, 1.0));
    painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom() + kTickLength));
    const QString label = QString::fromStdString(tick.label);
    const double width = font.horizontalAdvance(label);
    if (at - 0.5 * width >= free_from) {
      painter.setPen(theme().muted);
      painter.drawText(QPointF(at - 0.5 * width, area.bottom() + kTickLength + font.ascent() + 1.0),
                       label);
      free_from = at + 0.5 * width + kGap;
    }
  }
  painter.setPen(QPen(theme().muted, 1.0));
  painter.drawLine(area.bottomLeft(), area.bottomRight());
  const QRectF below(area.left(), area.bottom() + kTickLength + font.height() + 2.0, area.width(),
                     font.height() + 2.0);
  painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop, QString::fromStdString(x.title()));
}

QRectF drawTitle(QPainter& painter, const QRectF& outer, const QString& title) {
  painter.save();
  QFont font = painter.font();
  font.setBold(true);
  painter.setFont(font);
  painter.setPen(theme().text);
  const QFontMetricsF metrics(font);
  painter.drawText(outer, Qt::AlignLeft | Qt::AlignTop,
                   metrics.elidedText(title, Qt::ElideMiddle, outer.width()));
  painter.restore();
  return outer.adjusted(0.0, metrics.height() + kGap, 0.0, 0.0);
}

}  // namespace simgrad::gui
