#include <algorithm>
#include <cmath>

#include <QPainter>

#include "gui/charts/chart_painting.hpp"
#include "gui/charts/read_out.hpp"
#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr int kGap = 8;
constexpr int kSwatch = 22;
constexpr int kNarrowestName = 60;  // narrower ones tell nothing
constexpr double kRing = 4.0;

/// Writes words and returns where they end.
int write(QPainter& painter, const QRect& place, const QString& words, const QColor& colour) {
  painter.setPen(colour);
  painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, words);
  return place.left() + painter.fontMetrics().horizontalAdvance(words);
}

/// Rounded up, so that words that have this much are not elided.
int spaceOf(const QString& words, const QPainter& painter) {
  return static_cast<int>(std::ceil(QFontMetricsF(painter.font()).horizontalAdvance(words))) + 1;
}

/// What all readings need besides their names.
int bareWidth(const QPainter& painter, const std::vector<Reading>& readings) {
  int width = 0;
  for (const Reading& reading : readings) {
    width += kSwatch + 3 * kGap + spaceOf(reading.text, painter);
  }
  return width;
}

/// How wide a name may be so that all readings fit into `width`: at most as wide as the widest.
int nameWidth(const QPainter& painter, const std::vector<Reading>& readings, int width) {
  std::vector<int> names;
  names.reserve(readings.size());
  for (const Reading& reading : readings) {
    names.push_back(spaceOf(reading.name, painter));
  }
  std::sort(names.begin(), names.end());
  int left = width - bareWidth(painter, readings);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const int share = left / static_cast<int>(names.size() - i);
    if (names[i] > share) {
      return share >= kNarrowestName ? share : 0;
    }
    left -= names[i];
  }
  return names.empty() ? 0 : names.back();
}

/// Returns where it ends.
int paintReading(QPainter& painter, const QRect& line, const Reading& reading, int name_width) {
  const int middle = line.center().y();
  painter.setPen(reading.pen);
  painter.drawLine(line.left(), middle, line.left() + kSwatch, middle);
  QRect rest = line.adjusted(kSwatch + kGap / 2, 0, 0, 0);
  if (name_width > 0) {
    const QString name =
        painter.fontMetrics().elidedText(reading.name, Qt::ElideMiddle, name_width);
    rest.setLeft(write(painter, rest, name, theme().muted) + kGap / 2);
  }
  return write(painter, rest, reading.text, theme().text);
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

QRect headingOf(const QPainter& painter, const ChartFrame& frame) {
  return {kGap, kGap, static_cast<int>(frame.area.right()) - kGap, painter.fontMetrics().height()};
}

void paintRings(QPainter& painter, const ChartFrame& frame, const std::vector<Reading>& readings) {
  painter.setBrush(Qt::NoBrush);
  for (const Reading& reading : readings) {
    const QPointF at = frame.pixelOf(reading.point.x(), reading.point.y());
    if (frame.y.holds(reading.point.y()) && frame.area.contains(at)) {
      painter.setPen(QPen(reading.pen.color(), 1.5));
      painter.drawEllipse(at, kRing, kRing);
    }
  }
}

QString whereOf(const Axis& axis, double x) {
  const QString value = quantityText(axis.unit, x);
  const bool needs_name = axis.unit == Unit::kCount || axis.unit == Unit::kNone;
  return "at " + (needs_name ? QString::fromStdString(axis.label) + ' ' + value : value);
}

}  // namespace

void paintReadOut(QPainter& painter, const ChartFrame& frame, const Plot& plot, double x) {
  QRect line = headingOf(painter, frame);
  line.setLeft(paintTitle(painter, line, QString::fromStdString(frame.y.title())) + 2 * kGap);
  const std::vector<Reading> readings = readingsAt(plot, x);
  paintRings(painter, frame, readings);
  const QString where = whereOf(plot.x, x);
  if (line.width() < spaceOf(where, painter)) {
    return;  // a part of a number is another number
  }
  line.setLeft(write(painter, line, where, theme().muted) + 2 * kGap);
  const int name_width = nameWidth(painter, readings, line.width());
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const QString rest = QString("+%1").arg(readings.size() - i);
    const bool is_last = i + 1 == readings.size();
    if (line.width() < kSwatch + kGap + spaceOf(readings[i].text, painter) +
                           (is_last ? 0 : 2 * kGap + spaceOf(rest, painter))) {
      write(painter, line, rest, theme().muted);
      return;
    }
    line.setLeft(paintReading(painter, line, readings[i], name_width) + 2 * kGap);
  }
}

void paintNotice(QPainter& painter, const ChartFrame& frame, const Plot& plot) {
  paintTitle(painter, headingOf(painter, frame), QString::fromStdString(plot.y.label));
  painter.setPen(theme().muted);
  painter.drawText(frame.area, Qt::AlignCenter | Qt::TextWordWrap, plot.if_empty);
}

}  // namespace simgrad::gui
