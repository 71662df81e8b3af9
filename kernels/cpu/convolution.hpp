#pragma once

#include <cstdint>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/cpu/canvas.hpp"
#include "kernels/cpu/rounded_copy.hpp"
#include "kernels/models/model.hpp"

namespace simgrad::cpu {

/// The three products of a convolution, one sample at a time, straight from a canvas of the sample
/// (of its output's gradient for the input gradient): what im2col would write is never written.
/// Samples lie one after another, each (C, H, W) in a row.
class Convolution {
 public:
  Convolution(const ConvolutionLayer& layer, Precision precision);

  /// y = relu?(x * W + b).
  /// @param x_stride  floats from one sample of x to the next
  void forward(const float* parameters, const float* x, std::size_t x_stride, std::size_t samples,
               float* y);

  /// dx = dy * W flipped, summed over the output channels; behind a ReLU nothing where its output x
  /// is 0.
  void input_gradient(const float* parameters, const float* x, const float* dy, std::size_t samples,
                      bool behind_relu, float* dx);

  /// W ← W − η dW, b ← b − η db.
  void update(const float* x, const float* dy, std::size_t samples, float learning_rate,
              float* parameters);

  /// dW = Σ_n Σ_pixels patch dy, db = Σ dy.
  void gradient(const float* x, const float* dy, std::size_t samples, float* gradient);

 private:
  /// Sums dW in `sums_` (patch, C') and db in `bias_gradient_`.
  void sum_gradient(const float* x, const float* dy, std::size_t samples);

  ConvolutionLayer layer_;
  RoundedCopy weights_;
  RoundedCopy image_;
  RoundedCopy output_gradient_;
  Canvas canvas_;           // of a sample
  Canvas gradient_canvas_;  // of its output's gradient

  // Places in the canvas, and in the gradient's for what ends in _back_.
  std::vector<std::uint32_t> outputs_;      // (H'W') where each output's patch begins
  std::vector<std::uint32_t> patch_;        // (patch)
  std::vector<std::uint32_t> inputs_back_;  // (H W) where each input's patch begins
  std::vector<std::uint32_t> patch_back_;   // (C' kernel²)

  // Matrices in panels (gathered_product.hpp).
  FloatBuffer weight_panels_;    // W (patch, C')
  FloatBuffer back_panels_;      // W flipped (C' kernel², C)
  FloatBuffer gradient_panels_;  // dy (H'W', C')
  FloatBuffer sums_;
  FloatBuffer bias_gradient_;  // (C')
};

}  // namespace simgrad::cpu
