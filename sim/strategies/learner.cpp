#include "sim/strategies/learner.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad {

Learner::Learner(std::uint64_t seed, const Node& node, std::shared_ptr<const Model> model,
                 std::shared_ptr<const Dataset> data, std::vector<std::uint32_t> samples,
                 const ComputeTime& compute_time, double flop_factor)
    : seed_(seed),
      node_(node),
      model_(std::move(model)),
      data_(std::move(data)),
      batches_(seed, node.index(), std::move(samples)),
      compute_time_(compute_time),
      flop_factor_(flop_factor) {
  SIMGRAD_REQUIRE(batches_.count() > 0, node.name() + " has samples to learn from");
}

Computation Learner::gradient(const Value& parameters, std::int64_t step, std::int64_t batch_size) {
  return timed(Gradient{model_, data_, batches_.batch(step, batch_size), parameters}, 1);
}

Computation Learner::local_training(const Value& parameters, std::int64_t round,
                                    const LocalOptions& options) {
  const std::int64_t size =
      options.batch_size == 0 ? samples() : std::min(options.batch_size, samples());
  const Stream stream(seed_, Purpose::kBatches, node_.index(), static_cast<std::uint64_t>(round));
  return timed(LocalTraining{model_, data_, batches_.samples(), parameters, options.optimizer,
                             options.epochs, options.batch_size, stream},
               options.epochs * ((samples() + size - 1) / size));
}

double Learner::part_flop(double flop, double step_flop) {
  return timed_flop(flop, 1, flop / step_flop);
}

Computation Learner::timed(Work work, std::int64_t steps) {
  const double simulated_flop = timed_flop(flop(work), steps, 1.0);
  return {std::move(work), simulated_flop};
}

double Learner::timed_flop(double flop, std::int64_t steps, double share) {
  double simulated_flop = flop_factor_ * flop / compute_time_.efficiency;
  Stream stream(seed_, Purpose::kComputeJitter, node_.index(), computes_++);
  if (compute_time_.step_time != nullptr) {
    double seconds = 0.0;
    for (std::int64_t step = 0; step < steps; ++step) {
      seconds += compute_time_.step_time->draw(stream);
    }
    simulated_flop = share * seconds * node_.flop_per_s();
  }
  if (compute_time_.jitter != nullptr) {
    simulated_flop *= compute_time_.jitter->draw(stream) / compute_time_.jitter->mean();
  } else if (compute_time_.jitter_sigma > 0.0) {
    simulated_flop *= std::exp(compute_time_.jitter_sigma * stream.normal());
  }
  return simulated_flop;
}

}  // namespace simgrad
