#pragma once

#include <cstddef>

/// The products of a dense layer, float32 on one thread, for the small batches of SGD: weights are
/// read where they lie, nothing is packed and nothing allocated. Where the weights are too many for
/// that (packed_products.hpp), Eigen's products do the same.
///
/// Matrices are column-major: w (inputs, outputs), x and dx (inputs, N), y and dy (outputs, N), one
/// sample a column. Arrays must not overlap. Fused multiply-adds in an order that depends on the
/// sizes alone: the same bits on every x86-64-v3 processor, whatever its caches (of Eigen's, by
/// setCpuCacheSizes) and wherever the arrays start; without Eigen's, y and dx of a sample are the
/// same whatever else is in the batch.
///
/// Share of the multiply-add peak over one SGD step's eight products (784-200-200-10, one core of
/// a Xeon of 2023, one run; `bench steps` measures the first row again):
///
///     batch                             1     5    10    32    64   256
///     these                          34 %  77 %  83 %  93 %  94 %  91 %
///     Eigen 3.4                      34 %  46 %  58 %  83 %  88 %  91 %
///     oneDNN 2.6, AVX2, one thread   33 %  51 %  64 %  85 %  91 %  93 %
namespace simgrad::cpu {

/// One dense layer and a batch of N samples; none of them is 0.
struct DenseSize {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  std::size_t samples = 0;
};

/// What follows a forward product while its result is in registers.
struct ForwardEnd {
  const float* bias = nullptr;  // (outputs), added to every sample; null: none
  bool relu = false;
};

/// y ← relu?(wᵀ x + bias).
///
/// @param x         N samples of `inputs` floats, `x_stride` floats apart
/// @param y         (outputs, N), overwritten
/// Cost: 2 N inputs outputs flop; reads w once, and from the second cache about N inputs / 7200
/// times.
void dense_forward(const DenseSize& size, const float* w, const float* x, std::size_t x_stride,
                   const ForwardEnd& end, float* y);

/// dx ← w dy, times relu_slope(input) where the layer's input is a ReLU's output.
///
/// @param relu_output  (inputs, N); null where no ReLU came before
/// @param dx           (inputs, N), overwritten
/// Cost: 2 N inputs outputs flop.
void dense_input_gradient(const DenseSize& size, const float* w, const float* dy,
                          const float* relu_output, float* dx);

/// dw ← x dyᵀ.
///
/// @param dw  (inputs, outputs), overwritten
/// Cost: 2 N inputs outputs flop.
void dense_weight_gradient(const DenseSize& size, const float* x, const float* dy, float* dw);

/// w ← w − learning_rate x dyᵀ, in one pass over w for up to 512 samples.
///
/// Cost: 2 N inputs outputs flop.
void dense_weight_update(const DenseSize& size, const float* x, const float* dy,
                         float learning_rate, float* w);

}  // namespace simgrad::cpu
