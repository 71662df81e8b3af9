#pragma once

#include <cstdint>
#include <vector>

#include "sim/record/safetensors.hpp"

/// The training of small_scenario's data in one process, in double precision: what distributed
/// training is held against.
namespace simgrad::test {

struct PlainSgd {
  double learning_rate = 0.1;
  double momentum = 0.0;
  double weight_decay = 0.0;
};

/// Sample indices of each step.
using Batches = std::vector<std::vector<std::uint32_t>>;

/// The samples that K workers of batch b see together in each step, partition `iid`.
Batches union_of_batches(std::uint64_t seed, std::size_t workers, std::size_t batch_size,
                         std::size_t steps);

/// Every training sample of small_scenario.
std::vector<std::uint32_t> all_samples();

/// Steps of SGD from `initial`, layer by layer as its tensors say.
std::vector<double> train_in_one_process(const NamedTensors& initial, const Batches& batches,
                                         const PlainSgd& sgd);

/// ‖w − expected‖₂ / ‖w − w₀‖₂.
double relative_distance(const NamedTensors& initial, const NamedTensors& trained,
                         const std::vector<double>& expected);

}  // namespace simgrad::test
