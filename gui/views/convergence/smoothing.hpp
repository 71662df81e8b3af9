#pragma once

#include <QList>
#include <QPointF>

namespace simgrad::gui {

/// The exponential moving average of y over points in their order: the k-th point before weighs
/// 2^(−k / half_life), weights sum to one. Numbers that are not finite stay, and the average begins
/// anew after them.
///
/// @param half_life  points, > 0
QList<QPointF> smoothed(const QList<QPointF>& points, double half_life);

}  // namespace simgrad::gui
