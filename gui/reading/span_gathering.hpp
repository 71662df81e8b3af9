#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// kOther for a kind that this version does not know.
SpanKind spanKindOf(std::string_view text);

/// Spans as they come from a run that is being written, in any order.
class SpanGathering {
 public:
  /// Returns false, and takes nothing, unless it lies in finite time and ends after its begin.
  bool add(std::uint32_t node, const Span& span);

  /// All spans, sorted. O(n + nodes) where each node's come in their order already.
  ///
  /// @param nodes  more than the greatest index of a node
  Shared<SpanTable> table(std::size_t nodes);

  void clear();

 private:
  std::vector<Span> spans_;
  std::vector<std::uint32_t> node_of_;  // same shape
  Shared<SpanTable> published_ = std::make_shared<const SpanTable>();
  bool changed_ = true;
};

}  // namespace simgrad::gui
