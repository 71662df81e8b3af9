#include <algorithm>
#include <cmath>

#include "kernels/rng.hpp"
#include "sim/engine/engine_state.hpp"

/// How crashes are noticed, and how long who meets a broken link pauses.
namespace simgrad {

double Detection::after_s(double crash_s) const {
  if (period_s == 0.0) {
    return delay_s;
  }
  const double last_beat_s = (std::ceil(crash_s / period_s) - 1.0) * period_s;
  return last_beat_s + static_cast<double>(misses) * period_s - crash_s;
}

double Detection::bytes_between(double begin_s, double end_s) const {
  return period_s == 0.0 ? 0.0
                         : bytes * (std::ceil(end_s / period_s) - std::ceil(begin_s / period_s));
}

double RetryPolicy::pause_s(std::int64_t attempt, Stream stream) const {
  const double whole_s =
      std::min(limit_s, interval_s * std::pow(backoff, static_cast<double>(attempt - 1)));
  return jitter == 0.0 ? whole_s : whole_s * (1.0 - jitter * stream.uniform());
}

double NodeState::beats_bytes_until(double end_s) const {
  double bytes = 0.0;
  for (const Watcher& watcher : watchers) {
    bytes += watcher.detection.bytes_between(alive_since_s, end_s);
  }
  return bytes;
}

double Engine::heartbeat_bytes() const {
  double bytes = 0.0;
  for (const auto& node : nodes()) {
    bytes += node->state_->beats_bytes;
    if (node->is_up()) {
      bytes += node->state_->beats_bytes_until(now());
    }
  }
  return bytes;
}

}  // namespace simgrad
