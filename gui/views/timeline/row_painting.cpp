#include "gui/views/timeline/row_painting.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/theme/theme.hpp"
#include "gui/views/timeline/span_painting.hpp"

namespace simgrad::gui {
namespace {

constexpr int kLabelGap = 8;         // between a name and its row
constexpr int kBandAlpha = 90;       // of every second row's ground
constexpr int kLeastBandedRow = 10;  // pixels: flatter rows would only flicker

using Rects = std::array<std::vector<QRect>, kSpanKinds>;

QRect rowRect(const TimelineScene& scene, std::size_t row) {
  const QRect plot = scene.plot();
  return {plot.left(), scene.rowTop(row), plot.width(), scene.row_height};
}

void paintGround(QPainter& painter, const TimelineScene& scene, std::size_t row) {
  QColor band = theme().grid;
  band.setAlpha(kBandAlpha);
  QRect ground = rowRect(scene, row);
  ground.setLeft(0);
  if (row % 2 == 1 && scene.row_height >= kLeastBandedRow) {
    painter.fillRect(ground, band);
  }
  if (row == scene.current_row) {
    QColor current = theme().muted;
    current.setAlpha(kBandAlpha / 2);
    painter.fillRect(ground, current);
  }
}

void addRects(const TimelineScene& scene, std::size_t row, Rects& rects) {
  const QRect place = rowRect(scene, row);
  for (const Stretch& stretch : stretchesOf(scene.data->index, scene.nodes[row], scene.axis())) {
    QRect rect = laneRect(stretch.kind, place);
    rect.setLeft(place.left() + stretch.first);
    rect.setWidth(stretch.end - stretch.first);
    rects[static_cast<std::size_t>(stretch.kind)].push_back(rect);
  }
}

void paintMarks(QPainter& painter, const TimelineScene& scene, std::size_t row) {
  const QRect place = rowRect(scene, row);
  const TimeAxis axis = scene.axis();
  const std::vector<EventRow>& events = *scene.data->run->events;
  const auto of_node = scene.data->events.of(scene.nodes[row]);
  const auto first = std::partition_point(of_node.begin(), of_node.end(), [&](std::uint32_t event) {
    return events[event].simulated_s < scene.range.begin_s;
  });
  std::array<int, 3> last{-1, -1, -1};  // column of each role's last mark: one each is enough
  for (auto event = first;
       event != of_node.end() && events[*event].simulated_s <= scene.range.end_s; ++event) {
    const EventRole role = roleOf(events[*event].kind);
    const int x = static_cast<int>(axis.x(events[*event].simulated_s));
    int& last_x = last[static_cast<std::size_t>(role)];
    if (x != last_x) {
      paintEventMark(painter, role, place.left() + x, place);
      last_x = x;
    }
  }
}

}  // namespace

void paintRows(QPainter& painter, const TimelineScene& scene) {
  Rects rects;
  for (std::size_t row = scene.firstRow(); row < scene.endRow(); ++row) {
    paintGround(painter, scene, row);
    addRects(scene, row, rects);
  }
  for (const SpanKind kind : kDrawingOrder) {
    paintSpans(painter, kind, rects[static_cast<std::size_t>(kind)]);
  }
  for (std::size_t row = scene.firstRow(); row < scene.endRow(); ++row) {
    paintMarks(painter, scene, row);
  }
}

void paintRowLabels(QPainter& painter, const TimelineScene& scene) {
  const QFontMetrics metrics = painter.fontMetrics();
  const int height = metrics.height();
  const auto stride = static_cast<std::size_t>((height + scene.row_height - 1) / scene.row_height);
  const std::size_t first = scene.firstRow() / stride * stride;
  painter.setPen(theme().text);
  for (std::size_t row = first; row < scene.endRow(); row += stride) {
    const int top = scene.rowTop(row) + std::max(0, (scene.row_height - height) / 2);
    const int width = scene.label_width - kLabelGap;
    const QString name =
        QString::fromStdString((*scene.data->run->nodes)[scene.nodes[row]].name).simplified();
    painter.drawText(QRect(0, top, width, height), Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(name, Qt::ElideMiddle, width));
  }
}

}  // namespace simgrad::gui
