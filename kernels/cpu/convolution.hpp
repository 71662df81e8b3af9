#pragma once

#include "kernels/buffer.hpp"
#include "kernels/cpu/rounded_copy.hpp"
#include "kernels/models/model.hpp"

namespace simgrad::cpu {

/// A convolution as products, one sample at a time: im2col writes the patches of a sample below
/// one another, columns (H'W', patch), and y (H'W', C') = columns W, W (patch, C'), all
/// column-major. Samples lie one after another, each (C, H, W) in a row.
class Convolution {
 public:
  Convolution(const ConvolutionLayer& layer, Precision precision);

  /// y = relu?(x * W + b).
  /// @param x_stride  floats from one sample of x to the next
  void forward(const float* parameters, const float* x, std::size_t x_stride, std::size_t samples,
               float* y);

  /// dx = col2im(dy Wᵀ); behind a ReLU nothing where its output x is 0.
  void input_gradient(const float* parameters, const float* x, const float* dy, std::size_t samples,
                      bool behind_relu, float* dx);

  /// W ← W − η Σ_n columns_nᵀ dy_n, b ← b − η Σ dy.
  void update(const float* x, const float* dy, std::size_t samples, float learning_rate,
              float* parameters);

  /// dW = Σ_n columns_nᵀ dy_n, db = Σ dy.
  void gradient(const float* x, const float* dy, std::size_t samples, float* gradient);

 private:
  void to_columns(const float* image);
  void add_columns_to(float* image) const;
  /// Calls row(column of the image, column of `columns_`, floats) for each row of the image that a
  /// row of a patch's pixels lies on.
  template <class Row>
  void for_each_row(Row&& row) const;
  /// W ← W + factor Σ_n columns_nᵀ dy_n, b ← b + factor Σ dy.
  void add(const float* x, const float* dy, std::size_t samples, float factor, float* parameters);

  ConvolutionLayer layer_;
  RoundedCopy weights_;
  RoundedCopy image_;
  RoundedCopy output_gradient_;
  FloatBuffer columns_;  // (H'W', patch), of one sample
};

}  // namespace simgrad::cpu
