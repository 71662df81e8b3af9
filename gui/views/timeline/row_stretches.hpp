#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "gui/views/timeline/span_index.hpp"
#include "gui/views/timeline/time_axis.hpp"

namespace simgrad::gui {

/// Columns of pixels [first, end) in which a kind of span is drawn.
struct Stretch {
  SpanKind kind = SpanKind::kOther;
  int first = 0;
  int end = 0;

  bool operator==(const Stretch&) const = default;
};

/// The part of a row's height in which a kind is drawn, from above; kinds that may happen at once
/// differ in it.
struct Lane {
  double top = 0.0;
  double height = 1.0;
};

Lane laneOf(SpanKind kind);

/// Later kinds lie over earlier ones.
inline constexpr std::array<SpanKind, kSpanKinds> kDrawingOrder{
    SpanKind::kOther,   SpanKind::kWait, SpanKind::kCompute,
    SpanKind::kReceive, SpanKind::kSend, SpanKind::kDown};

/// What a node's row shows, in the order of drawing.
///
/// A column shows the kind that takes most of it and those that take half as much or more; down
/// wherever it is, however short.
/// Cost: O(axis.width + spans of the node that begin in the range), of which up to
/// SpanIndex::kBlock that lie within one column count as one.
std::vector<Stretch> stretchesOf(const SpanIndex& index, std::size_t node, const TimeAxis& axis);

}  // namespace simgrad::gui
