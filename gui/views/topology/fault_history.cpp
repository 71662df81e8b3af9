#include "gui/views/topology/fault_history.hpp"

#include <algorithm>

namespace simgrad::gui {
namespace {

constexpr std::string_view kHost = "host_";
constexpr std::string_view kLink = "link_";

}  // namespace

FaultHistory::FaultHistory(const std::vector<EventRow>& events) {
  std::vector<const EventRow*> in_order;
  in_order.reserve(events.size());
  for (const EventRow& event : events) {
    in_order.push_back(&event);
  }
  std::stable_sort(in_order.begin(), in_order.end(), [](const EventRow* a, const EventRow* b) {
    return a->simulated_s < b->simulated_s;
  });
  for (const EventRow* event : in_order) {
    const std::string_view kind = event->kind;
    if (kind.starts_with(kHost)) {
      add(hosts_[event->subject], event->simulated_s, kind.substr(kHost.size()));
    } else if (kind.starts_with(kLink)) {
      add(links_[event->subject], event->simulated_s, kind.substr(kLink.size()));
    }
  }
}

void FaultHistory::add(std::vector<Change>& changes, double simulated_s, std::string_view what) {
  Change change = changes.empty() ? Change{} : changes.back();
  change.simulated_s = simulated_s;
  if (what == "down" || what == "up") {
    change.is_down = what == "down";
  } else if (what == "slow" || what == "degraded") {
    change.is_impaired = true;
  } else if (what == "normal") {
    change.is_impaired = false;
  } else {
    return;
  }
  changes.push_back(change);
}

Condition FaultHistory::at(const Changes& changes, const std::string& subject, double simulated_s) {
  const auto found = changes.find(subject);
  if (found == changes.end()) {
    return Condition::kNormal;
  }
  const auto after = std::upper_bound(found->second.begin(), found->second.end(), simulated_s,
                                      [](double time_s, const Change& change) {
                                        return time_s < change.simulated_s;
                                      });
  if (after == found->second.begin()) {
    return Condition::kNormal;
  }
  const Change& last = *(after - 1);
  if (last.is_down) {
    return Condition::kDown;
  }
  return last.is_impaired ? Condition::kImpaired : Condition::kNormal;
}

}  // namespace simgrad::gui
