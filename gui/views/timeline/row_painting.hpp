#pragma once

#include <QPainter>

#include "gui/views/timeline/timeline_scene.hpp"

namespace simgrad::gui {

/// Rows that are seen: spans, and marks of events. Cost: O(rows that are seen · pixels).
void paintRows(QPainter& painter, const TimelineScene& scene);

/// The nodes' names beside them; every so many only where rows are flatter than text.
void paintRowLabels(QPainter& painter, const TimelineScene& scene);

}  // namespace simgrad::gui
