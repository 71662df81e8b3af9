#include "sim/record/trace_tracks.hpp"

namespace simgrad {

std::size_t SpanLanes::take(const TracePeriod& period) {
  while (!busy_until_.empty() && busy_until_.top().first <= period.begin) {
    free_.push(busy_until_.top().second);
    busy_until_.pop();
  }
  if (free_.empty()) {
    free_.push(count_++);
  }
  const std::size_t lane = free_.top();
  free_.pop();
  busy_until_.emplace(period.end, lane);
  return lane;
}

TraceTracks::TraceTracks(TraceEvents& events, std::int64_t process, std::int64_t& next_thread)
    : events_(events), process_(process), next_thread_(next_thread) {}

std::size_t TraceTracks::add(const std::string& name) {
  tracks_.push_back({name, {}, {}});
  add_thread(tracks_.size() - 1);
  return tracks_.size() - 1;
}

const TraceThread& TraceTracks::free(std::size_t track, const TracePeriod& period) {
  const std::size_t lane = tracks_[track].lanes.take(period);
  if (lane == tracks_[track].threads.size()) {
    add_thread(track);
  }
  return tracks_[track].threads[lane];
}

void TraceTracks::add_thread(std::size_t track) {
  // Threads of a track stay together as long as it has fewer than this.
  constexpr std::size_t kPositionsPerTrack = 1000;
  Track& owner = tracks_[track];
  const std::size_t lane = owner.threads.size();
  owner.threads.push_back({process_, next_thread_++});
  events_.thread_name(owner.threads.back(),
                      lane == 0 ? owner.name : owner.name + " (" + std::to_string(lane + 1) + ')',
                      static_cast<std::int64_t>(track * kPositionsPerTrack + lane));
}

}  // namespace simgrad
