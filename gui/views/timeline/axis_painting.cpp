#include "gui/views/timeline/axis_painting.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/timeline/span_painting.hpp"
#include "sim/results/scale.hpp"

namespace simgrad::gui {
namespace {

constexpr int kGap = 4;
constexpr int kMarksHeight = 10;   // of the line of links' failures, under the times
constexpr int kTallestMarks = 16;  // of a row that marks have a place in
constexpr int kPixelsPerTick = 90;
constexpr double kLeastRound =
    12.0;  // pixels of rounds, on average, whose begins are drawn as lines

Scale scaleOf(const TimelineScene& scene) {
  Extent extent;
  extent.add(scene.range.begin_s);
  extent.add(scene.range.end_s);
  return {{.label = "simulated time", .unit = Unit::kSeconds}, extent, 0.0};
}

std::vector<Tick> ticksOf(const TimelineScene& scene) {
  return scaleOf(scene).ticks(std::max(2, scene.plot().width() / kPixelsPerTick));
}

int xOf(const TimelineScene& scene, double simulated_s) {
  return scene.plot().left() + static_cast<int>(scene.axis().x(simulated_s));
}

/// Draws texts from left to right, those that find a place beside the ones before.
class TextLine {
 public:
  TextLine(QPainter& painter, const QRect& place)
      : painter_(painter), place_(place), free_from_(place.left()) {}

  void centred(int x, const QString& text) {
    at(x - painter_.fontMetrics().horizontalAdvance(text) / 2, text);
  }

  /// Whether a text could begin there, however short it is.
  bool hasPlaceAt(int left) const { return std::max(left, place_.left()) >= free_from_; }

  void at(int left, const QString& text) {
    const int width = painter_.fontMetrics().horizontalAdvance(text);
    left = std::clamp(left, place_.left(), std::max(place_.left(), place_.right() - width));
    if (left < free_from_) {
      return;
    }
    painter_.drawText(QRect(left, place_.top(), width + 1, place_.height()),
                      Qt::AlignLeft | Qt::AlignVCenter, text);
    free_from_ = left + width + 2 * kGap;
  }

 private:
  QPainter& painter_;
  QRect place_;
  int free_from_;
};

bool isSeen(const RoundRow& round, TimeRange range) {
  return round.end_s >= range.begin_s && round.begin_s <= range.end_s;
}

void paintRoundNumbers(QPainter& painter, const TimelineScene& scene, const QRect& place) {
  painter.setPen(theme().muted);
  painter.drawText(QRect(0, place.top(), scene.label_width - 2 * kGap, place.height()),
                   Qt::AlignRight | Qt::AlignVCenter, "round");
  TextLine line(painter, place);
  std::optional<int> last;  // of many rounds few find a place, and making a text takes long
  for (const RoundRow& round : *scene.data->run->rounds) {
    const int x = xOf(scene, round.begin_s) + kGap / 2;
    if (isSeen(round, scene.range) && x != last && line.hasPlaceAt(x)) {
      line.at(x, QString::number(round.round));
      last = x;
    }
  }
}

void paintTimes(QPainter& painter, const TimelineScene& scene, const QRect& place) {
  painter.setPen(theme().muted);
  const QString title = QString::fromStdString(scaleOf(scene).title());
  painter.drawText(QRect(0, place.top(), scene.label_width - 2 * kGap, place.height()),
                   Qt::AlignRight | Qt::AlignVCenter, title);
  TextLine line(painter, place);
  for (const Tick& tick : ticksOf(scene)) {
    const int x = place.left() + static_cast<int>(tick.share * scene.plot().width());
    line.centred(x, QString::fromStdString(tick.label));
  }
}

void paintLinkMarks(QPainter& painter, const TimelineScene& scene) {
  const QRect place(scene.plot().left(), scene.header_height - kMarksHeight, scene.plot().width(),
                    kTallestMarks);
  int last = -1;
  for (const EventMark& mark : scene.data->link_marks) {
    const int x = xOf(scene, mark.x);
    if (mark.x >= scene.range.begin_s && mark.x <= scene.range.end_s && x != last) {
      paintEventMark(painter, EventRole::kFailure, x, place);
      last = x;
    }
  }
}

/// Where rounds begin, unless they are so many that the lines would hide the rows.
void paintRoundLines(QPainter& painter, const TimelineScene& scene) {
  const QRect plot = scene.plot();
  std::vector<int> lines;
  for (const RoundRow& round : *scene.data->run->rounds) {
    if (isSeen(round, scene.range)) {
      lines.push_back(xOf(scene, round.begin_s));
    }
  }
  if (static_cast<double>(lines.size()) * kLeastRound > plot.width()) {
    return;
  }
  painter.setPen(QPen(theme().muted, 1.0, Qt::DotLine));
  for (const int x : lines) {
    painter.drawLine(x, plot.top(), x, plot.bottom());
  }
}

}  // namespace

int headerHeight(const QFontMetrics& metrics) {
  return 2 * (metrics.height() + kGap) + kMarksHeight;
}

void paintGrid(QPainter& painter, const TimelineScene& scene) {
  const QRect plot = scene.plot();
  painter.setPen(theme().grid);
  for (const Tick& tick : ticksOf(scene)) {
    const int x = plot.left() + static_cast<int>(tick.share * plot.width());
    painter.drawLine(x, plot.top(), x, plot.bottom());
  }
  paintRoundLines(painter, scene);
}

void paintHeader(QPainter& painter, const TimelineScene& scene) {
  const int line = (scene.header_height - kMarksHeight) / 2;
  const QRect plot = scene.plot();
  paintRoundNumbers(painter, scene, {plot.left(), 0, plot.width(), line});
  paintTimes(painter, scene, {plot.left(), line, plot.width(), line});
  painter.setPen(theme().muted);
  painter.drawLine(0, scene.header_height - 1, scene.size.width(), scene.header_height - 1);
  paintLinkMarks(painter, scene);
}

void paintCursor(QPainter& painter, const TimelineScene& scene) {
  if (scene.cursor_s < scene.range.begin_s || scene.cursor_s > scene.range.end_s) {
    return;
  }
  const QRect plot = scene.plot();
  const int x = std::min(xOf(scene, scene.cursor_s), plot.right());
  painter.setPen(theme().cursor);
  painter.drawLine(x, 0, x, plot.bottom());
  const QString text = quantityText(Unit::kSeconds, scene.cursor_s);
  const int width = painter.fontMetrics().horizontalAdvance(text) + 2 * kGap;
  const int left =
      std::clamp(x - width / 2, plot.left(), std::max(plot.left(), plot.right() - width));
  const QRect box(left, 0, width, painter.fontMetrics().height());
  painter.fillRect(box, theme().cursor);
  painter.setPen(theme().background);
  painter.drawText(box, Qt::AlignCenter, text);
}

}  // namespace simgrad::gui
