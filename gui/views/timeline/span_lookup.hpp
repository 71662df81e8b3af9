#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "gui/views/timeline/span_index.hpp"

namespace simgrad::gui {

/// Whether they have more than a border in common, or the span is a moment within the range.
bool overlaps(const Span& span, TimeRange range);

/// The spans of a node that overlap a range, in the order of their begin.
///
/// @param most  further ones are left out, but counted
struct FoundSpans {
  std::vector<Span> spans = {};
  std::size_t count = 0;
};
FoundSpans spansWithin(const SpanIndex& index, std::size_t node, TimeRange range, std::size_t most);

/// The round that a node was busy with in a range: that of the span which takes most of it, or of
/// a wait if there is none else.
std::optional<std::int32_t> roundWithin(const SpanIndex& index, std::size_t node, TimeRange range);

}  // namespace simgrad::gui
