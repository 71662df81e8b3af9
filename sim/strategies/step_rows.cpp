#include "sim/strategies/step_rows.hpp"

namespace simgrad {

StepRows::StepRows(Training& training)
    : training_(training), steps_(1 + training.workers().size()) {}

void StepRows::end_step(const Node& worker, std::int64_t samples, const Value& gradient) {
  Steps& steps = steps_[worker.index()];
  steps.samples += samples;
  steps.gradient = gradient;
  steps.end_s = training_.engine().now();
  training_.node_step_ends(worker);
}

void StepRows::end_round(std::int64_t round, bool broken) {
  for (Node* worker : training_.workers()) {
    Steps& steps = steps_[worker->index()];
    NodeReport row{worker,        round,       steps.begin_s,   steps.end_s,
                   steps.samples, "completed", {steps.gradient}};
    if (!steps.gradient) {
      if (worker->is_up()) {
        continue;  // its step, or its way back, goes on
      }
      training_.node_step_ends(*worker);
      row.end_s = training_.engine().now();
    }
    if (!steps.gradient || broken) {
      row.outcome = "failed";
      row.samples = 0;
      row.updates.clear();
    }
    training_.node_report(row);
    steps = {row.end_s, steps.end_s, 0, {}};
  }
}

}  // namespace simgrad
