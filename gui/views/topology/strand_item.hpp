#pragma once

#include <QColor>

#include "gui/views/topology/topology_item.hpp"

namespace simgrad::gui {

/// How a link is drawn that uses a share of its bandwidth: on a scale of decades, from 0.1 %.
double loadWidth(double share);
QColor loadColour(double share);

/// Draws a line from `from` to `to`: its load, with an arrow if it leads one way; dashed and
/// marked if not all is well.
void paintLane(QPainter& painter, const QLineF& line, const Load& load, bool has_arrow);

/// The links between two places: a lane each way, or one for both.
TopologyItem* makeStrandItem(const TopologyModel& model, const Strand& strand);

}  // namespace simgrad::gui
