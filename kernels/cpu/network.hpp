#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/buffer.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"
#include "kernels/numerics.hpp"
#include "kernels/value.hpp"

/// Forward and backward passes on one CPU thread.
///
/// Matrices are column-major here: a batch is (D, N), one sample a column; PyTorch's row-major
/// weight (outputs, inputs) is the column-major (inputs, outputs) in the same memory.
namespace simgrad::cpu {

/// One thread's scratch space for a model and batches of up to `batch` samples.
class Network {
 public:
  Network(const Model& model, std::size_t batch);

  /// One SGD step in place, w ← w − η/N Σ ∇ loss: the update is folded into the products that make
  /// the weight gradients, one pass over the weights. Cost: 4 gemms of 2 N inputs outputs flop.
  Statistics sgd_step(const Samples& data, std::span<const std::uint32_t> batch,
                      float learning_rate, float* parameters);

  /// gradient ← 1/N Σ_i ∇ loss(w; x_i); padding is left as it is.
  Statistics gradient(const Samples& data, std::span<const std::uint32_t> batch,
                      const float* parameters, float* gradient);

  /// Loss and correct predictions over all samples, in blocks of the batch size.
  Statistics evaluate(const Samples& data, const float* parameters);

 private:
  void gather(const Samples& data, std::span<const std::uint32_t> batch);
  void forward(const float* parameters, const float* input, std::size_t input_stride,
               std::size_t samples);
  Statistics loss_gradient(const std::int32_t* labels, std::size_t samples, float scale);
  /// Calls update(layer, size, layer input, output gradient) from the last layer to the first.
  template <class Update>
  void backward(const float* parameters, std::size_t samples, Update&& update);

  const Model& model_;
  FloatBuffer input_;                     // (D, N)
  std::vector<std::int32_t> labels_;      // (N)
  std::vector<FloatBuffer> activations_;  // per layer (outputs, N)
  std::vector<FloatBuffer> gradients_;    // per layer (outputs, N), by its output
};

}  // namespace simgrad::cpu
