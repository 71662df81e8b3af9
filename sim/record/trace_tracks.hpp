#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <queue>

#include "sim/record/trace_events.hpp"

namespace simgrad {

/// Lanes, such that what overlaps is in different ones: each span takes the lowest lane that is
/// free from its begin on. Spans come by ascending begin. O(log lanes) a span.
class SpanLanes {
 public:
  /// The lane of a span, from 0.
  std::size_t take(const TracePeriod& period);

 private:
  template <class Element>
  using SmallestFirst = std::priority_queue<Element, std::vector<Element>, std::greater<>>;

  SmallestFirst<std::pair<TraceTime, std::size_t>> busy_until_;
  SmallestFirst<std::size_t> free_;
  std::size_t count_ = 0;
};

/// The tracks of one process. A track is a thread, and more of them ("NAME (2)") where its spans
/// overlap: events of one thread have to nest.
class TraceTracks {
 public:
  /// @param next_thread  the next number for a thread; counted up
  TraceTracks(TraceEvents& events, std::int64_t process, std::int64_t& next_thread);

  /// A new track below all others. Its index, from 0.
  std::size_t add(const std::string& name);

  /// For instants.
  const TraceThread& first(std::size_t track) const { return tracks_[track].threads.front(); }

  /// Where nothing else is in `period`. Spans of a track come by ascending begin.
  const TraceThread& free(std::size_t track, const TracePeriod& period);

 private:
  struct Track {
    std::string name;
    std::vector<TraceThread> threads;
    SpanLanes lanes;
  };
  void add_thread(std::size_t track);

  TraceEvents& events_;
  std::int64_t process_;
  std::int64_t& next_thread_;
  std::vector<Track> tracks_;
};

}  // namespace simgrad
