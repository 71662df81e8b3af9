#include "gui/views/timeline/span_painting.hpp"

#include <algorithm>
#include <cmath>

#include <QPolygon>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr int kMarkHalf = 4;  // half a mark's width
constexpr int kMarkHeight = 7;
constexpr int kFlatRow = 2 * kMarkHeight;  // two marks, one above the other, have no place in less
constexpr int kHatchedRow = 5;             // no hatching can be seen in less

QPolygon markShape(EventRole role, int x, const QRect& row) {
  const int top = row.top() + 1;
  const int bottom = row.bottom();
  const int middle = row.center().y();
  switch (role) {
    case EventRole::kFailure:
      return QPolygon({{x - kMarkHalf, top}, {x + kMarkHalf, top}, {x, top + kMarkHeight}});
    case EventRole::kRecovery:
      return QPolygon(
          {{x - kMarkHalf, bottom}, {x + kMarkHalf, bottom}, {x, bottom - kMarkHeight}});
    case EventRole::kOther:
      break;
  }
  return QPolygon({{x - kMarkHalf, middle},
                   {x, middle - kMarkHalf},
                   {x + kMarkHalf, middle},
                   {x, middle + kMarkHalf}});
}

QColor markColour(EventRole role) {
  return role == EventRole::kFailure ? theme().fault : theme().text;
}

}  // namespace

QRect laneRect(SpanKind kind, const QRect& row) {
  const Lane lane = laneOf(kind);
  const int top = static_cast<int>(std::lround(lane.top * row.height()));
  const int bottom = static_cast<int>(std::lround((lane.top + lane.height) * row.height()));
  return {row.left(), row.top() + top, row.width(), std::max(1, bottom - top)};
}

void paintSpans(QPainter& painter, SpanKind kind, const std::vector<QRect>& rects) {
  if (rects.empty()) {
    return;
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(spanColour(kind));
  painter.drawRects(rects.data(), static_cast<int>(rects.size()));
  const bool is_hatched = kind == SpanKind::kDown || kind == SpanKind::kOther;
  if (is_hatched && rects.front().height() >= kHatchedRow) {
    painter.setBrush(
        {theme().background, kind == SpanKind::kDown ? Qt::BDiagPattern : Qt::Dense6Pattern});
    painter.drawRects(rects.data(), static_cast<int>(rects.size()));
  }
}

void paintEventMark(QPainter& painter, EventRole role, int x, const QRect& row) {
  const QColor colour = markColour(role);
  if (row.height() < kFlatRow) {
    painter.fillRect(QRect(x, row.top(), 2, row.height()), colour);
    return;
  }
  painter.setPen(theme().background);  // an outline, so that it shows on spans of any colour
  painter.setBrush(colour);
  painter.drawPolygon(markShape(role, x, row));
}

}  // namespace simgrad::gui
