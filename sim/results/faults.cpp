#include "sim/results/faults.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/results/quantity.hpp"

namespace simgrad {
namespace {

struct Pair {
  std::string_view begin;
  std::string_view end;
};

constexpr std::array<Pair, 6> kPairs{{{"host_down", "host_up"},
                                      {"host_paused", "host_resumed"},
                                      {"host_faulty", "host_healed"},
                                      {"host_slow", "host_normal"},
                                      {"link_degraded", "link_normal"},
                                      {"link_down", "link_up"}}};

using Key = std::pair<std::string, std::string>;  // kind, subject

void count(EventGroup& group, const EventRow& event) {
  group.kind = event.kind;
  group.subject = event.subject;
  group.detail = event.detail;
  group.first_s = group.count == 0 ? event.simulated_s : std::min(group.first_s, event.simulated_s);
  group.last_s = group.count == 0 ? event.simulated_s : std::max(group.last_s, event.simulated_s);
  ++group.count;
}

/// Adds up how long each thing that begins lasted.
class Durations {
 public:
  void begin(EventGroup& group, double at_s) {
    if (std::isnan(group.lasted_s)) {
      group.lasted_s = 0.0;
    }
    if (!group.is_open) {
      group.is_open = true;
      since_s_[&group] = at_s;
    }
  }

  void end(EventGroup& group, double at_s) {
    group.lasted_s += std::max(0.0, at_s - since_s_[&group]);
    group.is_open = false;
  }

  void close(EventGroup& group, double run_end_s) {
    if (group.is_open) {
      group.lasted_s += std::max(0.0, run_end_s - since_s_[&group]);
    }
  }

 private:
  std::map<const EventGroup*, double> since_s_;
};

}  // namespace

std::string_view end_of(std::string_view kind) {
  for (const Pair& pair : kPairs) {
    if (pair.begin == kind) {
      return pair.end;
    }
  }
  return "";
}

std::string_view begin_of(std::string_view kind) {
  for (const Pair& pair : kPairs) {
    if (pair.end == kind) {
      return pair.begin;
    }
  }
  return "";
}

std::vector<EventGroup> group_events(const std::vector<EventRow>& events, double run_end_s) {
  std::map<Key, EventGroup> groups;
  Durations durations;
  for (const EventRow& event : events) {
    const std::string_view begun = begin_of(event.kind);
    const auto open =
        begun.empty() ? groups.end() : groups.find({std::string(begun), event.subject});
    if (open != groups.end() && open->second.is_open) {
      durations.end(open->second, event.simulated_s);
      continue;
    }
    EventGroup& group = groups[{event.kind, event.subject}];
    count(group, event);
    if (!end_of(event.kind).empty()) {
      durations.begin(group, event.simulated_s);
    }
  }
  std::vector<EventGroup> list;
  for (auto& [key, group] : groups) {
    durations.close(group, run_end_s);
    list.push_back(group);
  }
  std::stable_sort(list.begin(), list.end(), [](const EventGroup& a, const EventGroup& b) {
    const double a_s = std::isnan(a.lasted_s) ? -1.0 : a.lasted_s;
    const double b_s = std::isnan(b.lasted_s) ? -1.0 : b.lasted_s;
    return a_s != b_s ? a_s > b_s : a.count > b.count;
  });
  return list;
}

std::vector<EventMark> failure_marks(const std::vector<EventRow>& events) {
  std::vector<EventMark> marks;
  for (const EventRow& event : events) {
    if (!end_of(event.kind).empty()) {
      marks.push_back(
          {event.simulated_s, fmt::format("{} {} at {}", event.kind, event.subject,
                                          quantity_text(Unit::kSeconds, event.simulated_s))});
    }
  }
  return marks;
}

}  // namespace simgrad
