#pragma once

#include <functional>

#include "tests/support/networks.hpp"
#include "tests/support/works.hpp"

/// A training with works of every kind, for tests that compare a device with itself.
namespace simgrad::test {

/// Numbers that a chain of works ends with.
struct Ending {
  std::vector<float> state;
  std::vector<double> losses;
  bool operator==(const Ending&) const = default;
};

/// Some 200 works of every kind: 20 rounds of five gradients' mean and a step of Adam, then of
/// three nodes' local training, each round ending with an evaluation.
///
/// @param pause  called before each work
inline Ending chain(
    Device& device, const std::function<void()>& pause = [] {}) {
  const auto model = network_of({50, 67, 33, 11});
  const auto data = random_dataset(50, 11, 120, 300);
  const AdamWRule adam{.learning_rate = 0.01F, .beta1 = 0.9F, .beta2 = 0.999F, .epsilon = 1e-8F};
  const SgdRule heavy{.learning_rate = 0.05F, .momentum = 0.9F};
  const auto rule = weighted_mean();
  const auto submit = [&](Work work) {
    pause();
    return device.submit(std::move(work));
  };
  Value state = submit(InitialState{model, 2, Stream(1, Purpose::kInitialParameters)});
  std::vector<Value> evaluations;
  for (std::uint32_t round = 0; round < 20; ++round) {
    Aggregation mean{rule, {}, {}};
    for (std::uint32_t k = 0; k < 5; ++k) {
      mean.updates.push_back(submit(Gradient{model, data, range(k * 20 + round, 7 + k), state}));
      mean.weights.push_back(7.0 + k);
    }
    state = submit(OptimizerStep{adam, round + 1, state, submit(mean)});
    Aggregation average{rule, {}, {}};
    for (std::uint32_t k = 0; k < 3; ++k) {
      LocalTraining training{model,
                             data,
                             range(k * 40, 40),
                             state,
                             heavy,
                             1,
                             7,
                             Stream(1, Purpose::kBatches, k, round)};
      average.updates.push_back(submit(training));
      average.weights.push_back(1.0 + k);
    }
    evaluations.push_back(submit(Evaluation{model, data, submit(average)}));
  }
  Ending ending{device.read(state), {}};
  for (const Value& evaluation : evaluations) {
    ending.losses.push_back(device.statistics(evaluation).loss_sum);
  }
  return ending;
}

}  // namespace simgrad::test
