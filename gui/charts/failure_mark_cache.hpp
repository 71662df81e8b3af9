#pragma once

#include <vector>

#include "gui/reading/run_snapshot.hpp"
#include "sim/results/faults.hpp"

namespace simgrad::gui {

/// The marks of the events last asked for: each is a text, and a live run is drawn again and again.
class FailureMarkCache {
 public:
  /// None of nullptr.
  const std::vector<EventMark>& of(const Shared<std::vector<EventRow>>& events) {
    if (events != events_) {
      events_ = events;
      marks_ = events == nullptr ? std::vector<EventMark>{} : failure_marks(*events);
    }
    return marks_;
  }

 private:
  Shared<std::vector<EventRow>> events_;
  std::vector<EventMark> marks_;
};

}  // namespace simgrad::gui
