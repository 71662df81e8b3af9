#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "kernels/numerics.hpp"
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

/// What some of them see: those of `who`, workers counted from 0, in the step of each entry.
struct StepOfSome {
  std::size_t step = 0;  // from 0
  std::set<std::size_t> who;
};
Batches union_of_batches(std::uint64_t seed, std::size_t workers, std::size_t batch_size,
                         const std::vector<StepOfSome>& steps);

/// A gradient that a server without a barrier applied.
struct StaleUpdate {
  std::size_t worker = 0;     // whose, from 0
  std::size_t staleness = 0;  // the server's steps since its parameters were pulled
};

/// Steps of `rule` from `initial`, each with the gradient of its worker's next batch at the
/// parameters of `staleness` steps ago; K workers of batch b, partition `iid`.
///
/// @param is_aware  learning rates are divided by the staleness where that is not 0
std::vector<double> train_with_staleness(const NamedTensors& initial, std::uint64_t seed,
                                         std::size_t workers, std::size_t batch_size,
                                         const UpdateRule& rule, bool is_aware,
                                         const std::vector<StaleUpdate>& updates);

/// D-PSGD with plain SGD of rate `learning_rate`; K workers of batch b, K rows of `weights`,
/// partition `iid`. mixes_first: x_i ← Σ_j W_ij x_j − γ g_i(x_i), else x_i ← Σ_j W_ij (x_j − γ
/// g_j). Returns: the mean of the models.
std::vector<double> train_by_gossip(const NamedTensors& initial, std::uint64_t seed,
                                    const std::vector<std::vector<double>>& weights,
                                    std::size_t batch_size, std::size_t steps, double learning_rate,
                                    bool mixes_first);

/// Something that workers without a barrier did to their models.
struct PairEvent {
  enum Kind { kRead, kAverage, kStep } kind = kRead;
  std::size_t worker = 0;
  std::size_t other = 0;  // of kAverage: both get the mean of the two
};

/// AD-PSGD with plain SGD: each kStep is x_i ← x_i − γ g, g the gradient of the worker's next batch
/// at its model when it was last read. Returns: the mean of the models.
std::vector<double> train_in_pairs(const NamedTensors& initial, std::uint64_t seed,
                                   std::size_t workers, std::size_t batch_size,
                                   double learning_rate, const std::vector<PairEvent>& events);

/// What a worker with a copy of the server's parameters does: it reads them, or steps.
struct CopyEvent {
  enum Kind { kRead, kStep } kind = kRead;
  std::size_t worker = 0;
};

/// Plain SGD with copies: each kStep is w ← w − γ g and x_i ← x_i − γ g, g the gradient of the
/// worker's next batch at its copy x_i. Returns: w.
std::vector<double> train_with_copies(const NamedTensors& initial, std::uint64_t seed,
                                      std::size_t workers, std::size_t batch_size,
                                      double learning_rate, const std::vector<CopyEvent>& events);

/// Every training sample of small_scenario.
std::vector<std::uint32_t> all_samples();

/// Steps of SGD from `initial`, layer by layer as its tensors say.
std::vector<double> train_in_one_process(const NamedTensors& initial, const Batches& batches,
                                         const PlainSgd& sgd);

/// The same of any optimizer.
std::vector<double> train_in_one_process(const NamedTensors& initial, const Batches& batches,
                                         const UpdateRule& rule);

/// Rounds in which K workers of batch b, partition `iid`, make `steps[round]` steps of `inner`
/// each, whose state stays theirs; then the outer optimizer steps by the mean of what they moved
/// by.
std::vector<double> train_in_rounds(const NamedTensors& initial, std::uint64_t seed,
                                    std::size_t workers, std::size_t batch_size,
                                    const UpdateRule& inner, const UpdateRule& outer,
                                    const std::vector<std::size_t>& steps);

/// ‖w − expected‖₂ / ‖w − w₀‖₂.
double relative_distance(const NamedTensors& initial, const NamedTensors& trained,
                         const std::vector<double>& expected);

}  // namespace simgrad::test
