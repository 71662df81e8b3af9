#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "kernels/aggregation/aggregation.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"
#include "kernels/numerics.hpp"
#include "kernels/rng.hpp"
#include "kernels/value.hpp"

/// The kinds of work that a device does. A work has fixed inputs and gives one value.
///
/// P parameters, padded as in Model. A *training state* is the parameters followed by the
/// optimizer's slots, each padded_count() floats: where parameters are wanted, its front serves.
namespace simgrad {

using Indices = std::shared_ptr<const std::vector<std::uint32_t>>;

/// Initial parameters with zeroed optimizer slots: a training state.
struct InitialState {
  std::shared_ptr<const Model> model;
  std::size_t slots = 0;
  Stream stream{0, Purpose::kInitialParameters};
};

/// Mean gradient of the loss over a batch: g = 1/N Σ_i ∇ loss(w; x_i). Value: P floats.
struct Gradient {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Dataset> data;
  Indices batch;  // training samples
  Value parameters;
};

/// Epochs of mini-batch steps from `parameters`, the optimizer's state starting at zero: a
/// client's update in McMahan et al. 2017, Algorithm 1. Value: P floats, the parameters after.
///
/// Each epoch shuffles the samples by `stream`; the last batch of an epoch may be smaller.
struct LocalTraining {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Dataset> data;
  Indices samples;  // training samples of this node
  Value parameters;
  UpdateRule optimizer;
  std::int64_t epochs = 1;
  std::int64_t batch_size = 0;  // 0: all samples in one batch
  Stream stream{0, Purpose::kBatches};
};

/// Loss and accuracy over the whole test set, in statistics. Value: no floats.
struct Evaluation {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Dataset> data;
  Value parameters;
};

/// K updates become one by a rule. Value: P floats.
struct Aggregation {
  std::shared_ptr<const AggregationRule> rule;
  std::vector<Value> updates;
  std::vector<double> weights;
};

/// One step of an optimizer: a training state and a gradient give the next training state.
struct OptimizerStep {
  UpdateRule optimizer;
  std::int64_t step = 1;  // t >= 1
  Value state;
  Value gradient;
};

/// A stretch of an array: `count` floats from `offset`.
struct ArraySlice {
  Value value;
  std::size_t offset = 0;
  std::size_t count = 0;
};

/// out[i] = Σ_k c_k v_k[offset_k + i], i < count: summed in double in the terms' order, rounded
/// once. With one term and factor 1 a copy of a slice, bit by bit; with two of factor 1 float
/// addition. Value: `count` floats.
struct LinearCombination {
  struct Term {
    Value value;
    double factor = 1.0;
    std::size_t offset = 0;
  };
  std::vector<Term> terms;  // one at least
  std::size_t count = 0;
};

/// Slices after one another. Value: Σ count floats.
struct Concatenation {
  std::vector<ArraySlice> slices;
};

/// What numbers become when they travel in fewer bytes. Value: as many floats as `source`, each
/// rounded to what `format` can say (see WireFormat; int8's scale is the whole array's).
struct Rounding {
  Value source;
  WireFormat format = WireFormat::kBfloat16;
};

/// One bit of a float's 32: 0 the mantissa's lowest, 31 the sign.
struct BitFlip {
  std::size_t offset = 0;  // floats from the start of the array
  std::uint32_t bit = 0;
};

/// What a faulty host makes of numbers that it has computed: x ← factor x + N(0, sigma²) for each
/// of a model's parameters at the front of `source`, then the bits are flipped. Padding, and what
/// comes after the parameters, stays. Value: as many floats as `source`, with its statistics.
struct Corruption {
  std::shared_ptr<const Model> model;
  Value source;
  double factor = 1.0;
  double sigma = 0.0;
  Stream noise{0, Purpose::kFailure};
  std::vector<BitFlip> flips;
};

/// A micro-batch through a stage of a model (kernels/models/stage.hpp). Value: N · outputs floats.
///
/// The first stage takes its input from data and batch, others from `input`, N · inputs floats.
struct StageForward {
  std::shared_ptr<const Model> stage;
  std::shared_ptr<const Dataset> data;  // of the first stage
  Indices batch;                        // training samples; of any stage, as many as pass: N
  Value input;                          // of all stages but the first
  Value parameters;                     // the stage's
};

/// Its way back, as in GPipe (Huang et al. 2019, arXiv:1811.06965): the forward pass is computed
/// again from `input`. Value: the gradient by the stage's parameters (padded_count() floats), then
/// that by its input (N · inputs floats; nothing of the first stage), 0 where the input is what a
/// ReLU put out as 0: what the stage before takes as its output's gradient.
///
/// The last stage has the loss's gradient from the labels of `batch`, 1/total_samples Σ_i, and
/// counts statistics; others take `output_gradient`, N · outputs floats. So the gradients of the
/// micro-batches of a mini-batch of total_samples add up to the whole model's Gradient over it.
struct StageBackward {
  std::shared_ptr<const Model> stage;
  std::shared_ptr<const Dataset> data;  // of the first stage and the last
  Indices batch;
  Value input;
  Value parameters;
  ArraySlice output_gradient;     // of all stages but the last
  std::size_t total_samples = 0;  // of the whole mini-batch
};

using Work = std::variant<InitialState, Gradient, LocalTraining, Evaluation, Aggregation,
                          OptimizerStep, LinearCombination, Concatenation, Rounding, Corruption,
                          StageForward, StageBackward>;

/// Floating-point operations, counted: products as two a multiply-add, elementwise work as one an
/// element and operand. A linear combination's are its additions, and its multiplications by other
/// factors than 1; copies count nothing. A stage's way back is its weight and input gradients
/// without the forward pass computed again, so that both ways of all stages are a Gradient's flop.
double flop(const Work& work);

/// Floats of the value that `work` gives.
std::size_t floats(const Work& work);

/// Sees that the works' inputs fit together.
/// Throws: BrokenInvariant if updates differ in length, a state has no room for the slots, a slice
/// leaves its array, or a stage's input or output gradient is not N samples'.
void require_sound(const Work& work);

/// The values that `work` depends on.
std::vector<Value> inputs(const Work& work);

}  // namespace simgrad
