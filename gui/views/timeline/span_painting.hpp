#pragma once

#include <vector>

#include <QPainter>
#include <QRect>

#include "gui/views/timeline/node_events.hpp"
#include "gui/views/timeline/row_stretches.hpp"

/// How spans and events look, in rows and in the legend.
namespace simgrad::gui {

/// Where in a row of this place a kind is drawn; at least a pixel high.
QRect laneRect(SpanKind kind, const QRect& row);

/// Fills rectangles in the kind's colour; hatched where height and place do not tell the kind.
void paintSpans(QPainter& painter, SpanKind kind, const std::vector<QRect>& rects);

/// A mark in a row: a failure points down from its top, a recovery up from its bottom, others are
/// diamonds between.
void paintEventMark(QPainter& painter, EventRole role, int x, const QRect& row);

}  // namespace simgrad::gui
