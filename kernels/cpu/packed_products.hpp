#pragma once

#include "kernels/cpu/products.hpp"

/// The products of products.hpp by Eigen, which first copies its factors into blocks: what pays
/// once the weights no longer fit in the second cache and enough samples share the copy.
namespace simgrad::cpu {

/// Measured against the others, all three together, one core of a Xeon of 2023 with 2 MiB: up to
/// 400,000 weights Eigen's speed is 0.6 to 1 of theirs; with 500,000 and more it is 1 to 1.6 times
/// theirs from 32 samples on, 0.7 to 0.9 at 10.
inline bool packing_pays(const DenseSize& size) {
  constexpr std::size_t kWeights = 450'000;
  constexpr std::size_t kSamples = 32;
  constexpr std::size_t kOutputs = 16;  // fewer would be a product of matrix and vector to Eigen
  return size.inputs * size.outputs >= kWeights && size.samples >= kSamples &&
         size.outputs >= kOutputs;
}

void packed_forward(const DenseSize& size, const float* w, const float* x, std::size_t x_stride,
                    const ForwardEnd& end, float* y);
void packed_input_gradient(const DenseSize& size, const float* w, const float* dy,
                           const float* relu_output, float* dx);
void packed_weight_gradient(const DenseSize& size, const float* x, const float* dy, float* dw);
void packed_weight_update(const DenseSize& size, const float* x, const float* dy,
                          float learning_rate, float* w);

}  // namespace simgrad::cpu
