#pragma once

#include <span>
#include <string_view>

namespace simgrad {

class Node;

/// What a node is busy with over a period.
enum class Activity { kCompute, kSend, kReceive, kWait, kDown };

/// "compute", "send" …
inline std::string_view to_text(Activity activity) {
  switch (activity) {
    case Activity::kCompute:
      return "compute";
    case Activity::kSend:
      return "send";
    case Activity::kReceive:
      return "receive";
    case Activity::kWait:
      return "wait";
    case Activity::kDown:
      return "down";
  }
  return "";
}

/// A transfer of payload between two nodes, complete or cut short.
struct TransferRecord {
  const Node& from;
  const Node& to;
  double bytes = 0.0;    // logical payload
  double begin_s = 0.0;  // simulated
  double end_s = 0.0;
  double latency_s = 0.0;  // the route's raw latency, at most the transfer's length
  bool delivered = false;
  std::span<const int> links;  // of the route, by Engine::link_names()
};

/// Hears what happens in the simulated world. Called on the simulation's thread; may not block in
/// simulated time.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// @param lost  the period's work came to nothing: the host went off in it
  virtual void activity(const Node& node, Activity activity, double begin_s, double end_s,
                        bool lost) = 0;
  virtual void transfer(const TransferRecord& transfer) = 0;
  /// @param kind  host_down, host_up, link_down, retry, restart … (table `event`)
  virtual void event(double simulated_s, std::string_view kind, std::string_view subject,
                     std::string_view detail) = 0;
};

}  // namespace simgrad
