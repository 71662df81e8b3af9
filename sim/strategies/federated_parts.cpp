#include "sim/strategies/federated_parts.hpp"

#include <algorithm>

namespace simgrad {

void close(Parts& parts, std::int64_t round, double now_s, RoundReport& report) {
  for (auto& [index, part] : parts) {
    if (part.round != round) {
      continue;
    }
    part.round_end_s = now_s;
    if (part.outcome.empty()) {
      part.outcome = "late";
    }
    ++report.selected;
    report.completed += part.outcome == "completed" ? 1 : 0;
    report.late += part.outcome == "late" ? 1 : 0;
    report.failed += part.outcome == "failed" ? 1 : 0;
  }
}

void retire(Parts& parts, Training& training, std::int64_t epochs) {
  for (auto it = parts.begin(); it != parts.end();) {
    const Part& part = it->second;
    if (part.round_end_s < 0.0 || part.actor_end_s < 0.0) {
      ++it;
      continue;
    }
    const std::int64_t samples = training.learner(*part.client).samples();
    training.node_report(
        {part.client, part.round, part.begin_s, std::max(part.round_end_s, part.actor_end_s),
         part.outcome == "failed" ? 0 : samples * epochs, part.outcome, part.updates});
    it = parts.erase(it);
  }
}

}  // namespace simgrad
