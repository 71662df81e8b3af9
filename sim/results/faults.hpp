#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/record/rows.hpp"

namespace simgrad {

/// Something that happened at one x: a vertical line with `text` as its tooltip.
struct EventMark {
  double x = 0.0;
  std::string text = {};
};

/// The kind of event that ends what `kind` begins: host_up of host_down; empty if none does.
std::string_view end_of(std::string_view kind);

/// The kind that `kind` ends: host_down of host_up; empty if it ends none.
std::string_view begin_of(std::string_view kind);

/// All events of one kind about one subject.
struct EventGroup {
  std::string kind = {};
  std::string subject = {};
  std::string detail = {};  ///< of the last one
  std::size_t count = 0;
  double first_s = 0.0;
  double last_s = 0.0;
  double lasted_s = kNotANumber;  ///< in all, for kinds that another ends
  bool is_open = false;           ///< not ended when the run did: lasted_s counts up to then
};

/// Groups in the order of how long they lasted, then of their count. Events that end others have
/// no group where they ended something.
std::vector<EventGroup> group_events(const std::vector<EventRow>& events, double run_end_s);

/// Marks of the events that begin a failure of a host or link.
std::vector<EventMark> failure_marks(const std::vector<EventRow>& events);

}  // namespace simgrad
