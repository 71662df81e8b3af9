#pragma once

#include "kernels/models/model.hpp"

namespace simgrad::cpu {

/// A 2 x 2 max pooling of N samples (C, H, W) one after another. It has no parameters.
class MaxPool {
 public:
  explicit MaxPool(const MaxPoolLayer& layer) : layer_(layer) {}

  /// @param x_stride  floats from one sample of x to the next
  void forward(const float* parameters, const float* x, std::size_t x_stride, std::size_t samples,
               float* y);

  /// Each output's gradient to the first largest of its block, unless that lies behind a ReLU that
  /// put out 0.
  void input_gradient(const float* parameters, const float* x, const float* dy, std::size_t samples,
                      bool behind_relu, float* dx);

  void update(const float* /*x*/, const float* /*dy*/, std::size_t /*samples*/,
              float /*learning_rate*/, float* /*parameters*/) {}
  void gradient(const float* /*x*/, const float* /*dy*/, std::size_t /*samples*/,
                float* /*gradient*/) {}

 private:
  MaxPoolLayer layer_;
};

}  // namespace simgrad::cpu
