#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// What an event is to the node that it happened to.
enum class EventRole : std::uint8_t { kFailure, kRecovery, kOther };

/// host_down is a failure, host_up and restart are recoveries.
EventRole roleOf(std::string_view kind);

/// Which events happened to which node, or to its host.
class NodeEvents {
 public:
  NodeEvents() = default;
  NodeEvents(const std::vector<NodeRow>& nodes, const std::vector<EventRow>& events);

  /// Indices of events, in the order of time.
  std::span<const std::uint32_t> of(std::size_t node) const {
    return std::span(events_).subspan(first_[node], first_[node + 1] - first_[node]);
  }

 private:
  std::vector<std::uint32_t> events_;
  std::vector<std::size_t> first_ = {0};  // (nodes + 1) of each node's first event
};

}  // namespace simgrad::gui
