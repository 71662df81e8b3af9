#include <QPainter>

#include "gui/charts/chart_painting.hpp"
#include "gui/charts/read_out.hpp"
#include "gui/theme/theme.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr int kGap = 8;
constexpr int kSwatch = 22;
constexpr int kNarrowest = 70;  // of one reading, pixels
constexpr double kRing = 4.0;

/// Writes words and returns where they end.
int write(QPainter& painter, const QRect& place, const QString& words, const QColor& colour) {
  painter.setPen(colour);
  painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, words);
  return place.left() + painter.fontMetrics().horizontalAdvance(words);
}

void paintReading(QPainter& painter, const QRect& place, const Reading& reading) {
  const int middle = place.center().y();
  painter.setPen(reading.pen);
  painter.drawLine(place.left(), middle, place.left() + kSwatch, middle);
  QRect rest = place.adjusted(kSwatch + kGap / 2, 0, 0, 0);
  const int value_width = painter.fontMetrics().horizontalAdvance(' ' + reading.text);
  const QString name =
      painter.fontMetrics().elidedText(reading.name, Qt::ElideMiddle, rest.width() - value_width);
  rest.setLeft(write(painter, rest, name, theme().muted));
  write(painter, rest, ' ' + reading.text, theme().text);
}

int widthOf(const QPainter& painter, const Reading& reading) {
  const QString words = reading.name + ' ' + reading.text;
  return kSwatch + kGap / 2 + painter.fontMetrics().horizontalAdvance(words) + 2;
}

int paintTitle(QPainter& painter, const QRect& line, const QString& title) {
  const QFont plain = painter.font();
  QFont bold = plain;
  bold.setBold(true);
  painter.setFont(bold);
  const int end = write(painter, line, title, theme().text);
  painter.setFont(plain);
  return end;
}

}  // namespace

void paintReadOut(QPainter& painter, const ChartFrame& frame, const Plot& plot, double x) {
  QRect line(kGap, kGap, static_cast<int>(frame.area.right()) - kGap,
             painter.fontMetrics().height());
  line.setLeft(paintTitle(painter, line, QString::fromStdString(frame.y.title())) + 2 * kGap);
  const std::vector<Reading> readings = readingsAt(plot, x);
  for (const Reading& reading : readings) {
    painter.setPen(QPen(reading.pen.color(), 1.5));
    painter.setBrush(Qt::NoBrush);
    const QPointF at = frame.pixelOf(reading.point.x(), reading.point.y());
    if (frame.y.holds(reading.point.y()) && frame.area.contains(at)) {
      painter.drawEllipse(at, kRing, kRing);
    }
  }
  const QString where =
      QString::fromStdString(plot.x.unit == Unit::kCount ? plot.x.label + ' ' : std::string()) +
      QString::fromStdString(quantity_text(plot.x.unit, x));
  line.setLeft(write(painter, line, "at " + where, theme().muted) + 2 * kGap);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const int left = static_cast<int>(readings.size() - i);
    const int share = std::max(kNarrowest, line.width() / left - 2 * kGap);
    if (line.width() < kNarrowest) {
      write(painter, line, QString("+%1").arg(left), theme().muted);
      return;
    }
    QRect place = line;
    place.setWidth(std::min({share, widthOf(painter, readings[i]), line.width()}));
    paintReading(painter, place, readings[i]);
    line.setLeft(place.right() + 2 * kGap);
  }
}

}  // namespace simgrad::gui
