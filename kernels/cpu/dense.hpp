#pragma once

#include "kernels/cpu/rounded_copy.hpp"
#include "kernels/models/model.hpp"

namespace simgrad::cpu {

/// A dense layer's products. N samples; x (inputs, N), y (outputs, N), W (inputs, outputs), each
/// column-major: one sample a column.
class Dense {
 public:
  /// @param batch  the most samples that a call has
  Dense(const DenseLayer& layer, std::size_t batch, Precision precision);

  /// y = relu?(Wᵀ x + b).
  /// @param x_stride  floats from one sample of x to the next
  void forward(const float* parameters, const float* x, std::size_t x_stride, std::size_t samples,
               float* y);

  /// dx = W dy; behind a ReLU nothing where its output x is 0.
  void input_gradient(const float* parameters, const float* x, const float* dy, std::size_t samples,
                      bool behind_relu, float* dx);

  /// W ← W − η x dyᵀ, b ← b − η Σ_n dy_n: an SGD step, one pass over the weights.
  void update(const float* x, const float* dy, std::size_t samples, float learning_rate,
              float* parameters);

  /// dW = x dyᵀ, db = Σ_n dy_n.
  void gradient(const float* x, const float* dy, std::size_t samples, float* gradient);

 private:
  const float* rounded_weights(const float* parameters);

  DenseLayer layer_;
  RoundedCopy weights_;
  RoundedCopy inputs_;
  RoundedCopy output_gradients_;
};

}  // namespace simgrad::cpu
