#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <QString>

#include "gui/views/timeline/node_events.hpp"
#include "gui/views/timeline/span_index.hpp"
#include "sim/results/faults.hpp"

namespace simgrad::gui {

/// A run as the timeline needs it.
struct TimelineData {
  RunPointer run = {};  ///< none: no run is open
  SpanIndex index = {};
  NodeEvents events = {};
  std::vector<EventMark> link_marks = {};  ///< where links' failures begin
  TimeRange whole = {0.0, 1.0};            ///< all that there is to see

  /// Whether the node was down, or an event says that it failed.
  [[nodiscard]] bool hasFailed(std::size_t node) const;
};

/// What did not change is taken from the data before.
TimelineData timelineDataOf(const RunPointer& run, const TimelineData& before);

/// Which nodes are shown.
struct NodeFilter {
  QString pattern = {};  ///< part of a name, or a glob with * ? [; empty: all
  bool only_failed = false;

  bool operator==(const NodeFilter&) const = default;
};

/// Indices of nodes, in their order.
std::vector<std::uint32_t> shownNodes(const TimelineData& data, const NodeFilter& filter);

/// What the recorder says of spans that it left out; empty if it left out none.
QString thinningText(const TimelineData& data);

}  // namespace simgrad::gui
