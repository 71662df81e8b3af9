#pragma once

#include <cstdint>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/cpu/canvas.hpp"
#include "kernels/cpu/non_zeros.hpp"
#include "kernels/cpu/rounded_copy.hpp"
#include "kernels/cpu/scaled_patches.hpp"
#include "kernels/models/model.hpp"

namespace simgrad::cpu {

/// The three products of a convolution, one sample at a time, straight from a canvas of the sample:
/// what im2col would write is never written. The two of the backward pass skip what is 0 of the
/// output's gradient.
/// Samples lie one after another, each (C, H, W) in a row.
class Convolution {
 public:
  Convolution(const ConvolutionLayer& layer, Precision precision);

  /// y = relu?(x * W + b).
  /// @param x_stride  floats from one sample of x to the next
  void forward(const float* parameters, const float* x, std::size_t x_stride, std::size_t samples,
               float* y);

  /// dx: each output's gradient times the weights, added where its patch was; behind a ReLU nothing
  /// where its output x is 0.
  void input_gradient(const float* parameters, const float* x, const float* dy, std::size_t samples,
                      bool behind_relu, float* dx);

  /// W ← W − η dW, b ← b − η db.
  void update(const float* x, const float* dy, std::size_t samples, float learning_rate,
              float* parameters);

  /// dW = Σ_n Σ_pixels patch dy, db = Σ dy.
  void gradient(const float* x, const float* dy, std::size_t samples, float* gradient);

 private:
  /// Sums dW in `sums_` and db in `bias_gradient_`.
  void sum_gradient(const float* x, const float* dy, std::size_t samples);
  /// Calls use(weight, place) for each weight: its index in W, and in patches (C', kernel, run).
  template <class Use>
  void for_each_weight(Use&& use) const;

  ConvolutionLayer layer_;
  RoundedCopy weights_;
  RoundedCopy image_;
  RoundedCopy output_gradient_;
  Canvas planes_;         // of a sample
  Canvas canvas_;         // channels last: of a sample, or of its gradient
  PatchShape in_canvas_;  // of a patch that is read there and added to weights
  PatchShape in_weights_;
  NonZeros gradient_;  // the output's

  // Places in planes_.
  std::vector<std::uint32_t> outputs_;  // (H'W') where each output's patch begins
  std::vector<std::uint32_t> patch_;    // (patch)

  // Matrices in panels (gathered_product.hpp).
  FloatBuffer weight_panels_;   // W (patch, C')
  FloatBuffer output_panels_;   // (H'W', C')
  FloatBuffer weight_patches_;  // W as patches of the canvas
  FloatBuffer sums_;            // dW, the same
  FloatBuffer bias_gradient_;   // (C')
};

}  // namespace simgrad::cpu
