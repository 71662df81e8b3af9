#pragma once

#include <cstdint>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/cpu/gathered_product.hpp"
#include "kernels/cpu/rounded_copy.hpp"
#include "kernels/models/model.hpp"

namespace simgrad::cpu {

/// An image with a margin of zeros around each channel, so that a patch of it is a fixed list of
/// steps from where the patch begins.
class Canvas {
 public:
  Canvas(const ImageShape& image, std::size_t margin);

  /// @param image  (C, H, W) in a row
  void draw(const float* image);
  [[nodiscard]] const float* data() const { return canvas_.data(); }
  /// Where row y, column x of a channel lies, from the margin's corner.
  [[nodiscard]] std::uint32_t at(std::size_t channel, std::size_t y, std::size_t x) const;

 private:
  ImageShape image_;
  std::size_t margin_;
  FloatBuffer canvas_;  // (C, H + 2 margin, W + 2 margin)
};

/// The three products of a convolution, one sample at a time, straight from a canvas of the sample
/// (of its output gradient for the input gradient): what im2col would write is never written.
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
  /// Sums dW into `weight_gradient_` and db into `bias_gradient_`.
  void sum_gradient(const float* x, const float* dy, std::size_t samples);

  ConvolutionLayer layer_;
  RoundedCopy weights_;
  RoundedCopy image_;
  RoundedCopy output_gradient_;
  Canvas canvas_;           // of a sample
  Canvas gradient_canvas_;  // of its output's gradient

  // Places: of the outputs' patches and their pixels in the canvas, of the inputs' patches and
  // their pixels in the gradient's.
  std::vector<std::uint32_t> outputs_;     // (H'W')
  std::vector<std::uint32_t> patch_;       // (patch)
  std::vector<std::uint32_t> inputs_;      // (H W)
  std::vector<std::uint32_t> back_patch_;  // (C' kernel²)

  // Right matrices in panels of kTileColumns columns, zero behind the last.
  FloatBuffer forward_panels_;   // W (patch, C')
  FloatBuffer back_panels_;      // W flipped (C' kernel², C)
  FloatBuffer gradient_panels_;  // dy (H'W', C')

  FloatBuffer sums_;  // a panel's product

  FloatBuffer weight_gradient_;  // (C', patch), row-major
  FloatBuffer bias_gradient_;    // (C')
};

}  // namespace simgrad::cpu
