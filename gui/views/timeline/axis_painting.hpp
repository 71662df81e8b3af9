#pragma once

#include <QPainter>

#include "gui/views/timeline/timeline_scene.hpp"

/// What lies above and across the rows.
namespace simgrad::gui {

/// Lines at round moments of time, and at the begin of rounds that are wide enough; under the rows.
void paintGrid(QPainter& painter, const TimelineScene& scene);

/// Numbers of rounds, times, and marks of links' failures.
void paintHeader(QPainter& painter, const TimelineScene& scene);

/// The line at the cursor's moment, with its time above it.
void paintCursor(QPainter& painter, const TimelineScene& scene);

/// The height that paintHeader needs.
int headerHeight(const QFontMetrics& metrics);

}  // namespace simgrad::gui
