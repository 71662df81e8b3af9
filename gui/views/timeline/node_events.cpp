#include "gui/views/timeline/node_events.hpp"

#include <algorithm>
#include <unordered_map>

#include "sim/results/faults.hpp"

namespace simgrad::gui {

EventRole roleOf(std::string_view kind) {
  if (!end_of(kind).empty()) {
    return EventRole::kFailure;
  }
  return !begin_of(kind).empty() || kind == "restart" ? EventRole::kRecovery : EventRole::kOther;
}

NodeEvents::NodeEvents(const std::vector<NodeRow>& nodes, const std::vector<EventRow>& events) {
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> of_subject;
  for (std::size_t i = 0; i < events.size(); ++i) {
    of_subject[events[i].subject].push_back(static_cast<std::uint32_t>(i));
  }
  const auto take = [&](std::string_view subject) {
    const auto found = of_subject.find(subject);
    if (found != of_subject.end()) {
      events_.insert(events_.end(), found->second.begin(), found->second.end());
    }
  };
  for (const NodeRow& node : nodes) {
    const auto begin = static_cast<std::ptrdiff_t>(events_.size());
    take(node.name);
    if (node.host != node.name) {
      take(node.host);
    }
    std::stable_sort(events_.begin() + begin, events_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return events[a].simulated_s < events[b].simulated_s;
    });
    first_.push_back(events_.size());
  }
}

}  // namespace simgrad::gui
