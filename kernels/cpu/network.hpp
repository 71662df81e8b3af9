#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/cpu/convolution.hpp"
#include "kernels/cpu/dense.hpp"
#include "kernels/cpu/max_pool.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"
#include "kernels/value.hpp"

/// Forward and backward passes on one CPU thread.
///
/// Matrices are column-major here: a batch is (D, N), one sample a column, an image as (C, H, W) in
/// a row; PyTorch's row-major weight (outputs, inputs) is the column-major (inputs, outputs) in the
/// same memory.
namespace simgrad::cpu {

/// N samples on their way through a model or a stage of one.
struct StageBatch {
  const Samples* data = nullptr;  // where a first stage's input and a last one's labels are
  std::span<const std::uint32_t> samples;
  const float* input = nullptr;  // (inputs, N) of other stages
};

/// One thread's scratch space for a model and batches of up to `batch` samples.
class Network {
 public:
  Network(const Model& model, std::size_t batch);

  /// One SGD step in place, w ← w − η/N Σ ∇ loss: the update is folded into the products that make
  /// the weight gradients, one pass over the weights.
  Statistics sgd_step(const Samples& data, std::span<const std::uint32_t> batch,
                      float learning_rate, float* parameters);

  /// gradient ← 1/N Σ_i ∇ loss(w; x_i); padding is left as it is.
  Statistics gradient(const Samples& data, std::span<const std::uint32_t> batch,
                      const float* parameters, float* gradient);

  /// outputs (outputs, N) of a stage.
  void stage_forward(const StageBatch& batch, const float* parameters, float* outputs);

  /// gradient and input_gradient (inputs, N) of a stage, whose forward pass is computed again;
  /// padding is left as it is.
  ///
  /// @param output_gradient  (outputs, N); of a last stage the loss's, 1/total_samples Σ_i
  /// @param input_gradient   null of a first stage
  Statistics stage_backward(const StageBatch& batch, const float* parameters,
                            const float* output_gradient, std::size_t total_samples,
                            float* gradient, float* input_gradient);

  /// Loss and correct predictions over all samples, in blocks of the batch size.
  Statistics evaluate(const Samples& data, const float* parameters);

 private:
  void load(const StageBatch& batch);
  void forward(const float* parameters, const float* input, std::size_t input_stride,
               std::size_t samples);
  Statistics loss_gradient(const std::int32_t* labels, std::size_t samples, float scale);
  /// From the last layer to the first its input gradient (the first's into `input_gradient`, unless
  /// that is null), then update(layer, layer input, output gradient).
  template <class Update>
  void backward(const float* parameters, std::size_t samples, float* input_gradient,
                Update&& update);
  /// Forward, and backward from the loss of the batch.
  template <class Update>
  Statistics pass(const Samples& data, std::span<const std::uint32_t> batch,
                  const float* parameters, Update&& update);

  const Model& model_;
  std::vector<std::variant<Dense, Convolution, MaxPool>> layers_;
  FloatBuffer input_;                     // (D, N)
  std::vector<std::int32_t> labels_;      // (N)
  std::vector<FloatBuffer> activations_;  // per layer (outputs, N)
  std::vector<FloatBuffer> gradients_;    // per layer (outputs, N), by its output
};

}  // namespace simgrad::cpu
