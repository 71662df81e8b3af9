#include "sim/strategies/local_steps.hpp"

namespace simgrad {

LocalSteps::LocalSteps(Training& training, const UpdateRule& optimizer, std::int64_t batch_size)
    : training_(training),
      optimizer_(optimizer),
      batch_size_(batch_size),
      made_(1 + training.workers().size()) {}

LocalSteps::Result LocalSteps::make(Node& worker, const Value& state, std::int64_t first,
                                    std::int64_t count) {
  Made& made = made_.at(worker.index());
  if (made.from.state() == state.state() && made.life == worker.incarnation()) {
    return made.result;
  }
  Learner& learner = training_.learner(worker);
  Result result{state, {}};
  for (std::int64_t t = first; t < first + count; ++t) {
    result.gradient = worker.compute(learner.gradient(result.state, t, batch_size_));
    OptimizerStep update{optimizer_, t, result.state, result.gradient};
    const double update_flop = training_.update_flop(update);
    result.state = worker.compute({std::move(update), update_flop});
  }
  made = {state, worker.incarnation(), result};
  return result;
}

}  // namespace simgrad
