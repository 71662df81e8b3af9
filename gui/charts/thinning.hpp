#pragma once

#include <cstddef>
#include <span>

#include <QList>
#include <QPointF>

namespace simgrad::gui {

/// At most `most` of the points, in their order, so that the line through them looks as before: the
/// first, the last, and of each of most − 2 equal parts the point that spans the largest triangle
/// with the point kept before and the mean of the next part.
///
/// Source: Steinarsson 2013, "Downsampling Time Series for Visual Representation", section 4.2
/// (largest triangle three buckets).
///
/// @param points  finite, in the units of the screen: triangles are compared there
/// @param most    ≥ 2
/// Cost: O(points).
QList<QPointF> thinned(std::span<const QPointF> points, std::size_t most);

}  // namespace simgrad::gui
