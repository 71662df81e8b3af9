#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/cuda/local_sgd_block.cuh"
#include "kernels/cuda/local_sgd_dense.cuh"
#include "kernels/numerics.hpp"

/// What one warp does for one sample: the head's outputs, the loss and the head's input gradient.
namespace simgrad::cuda {

/// Sums `v` over the warp, value i ending in the lanes that it returns i to.
template <int kCount>
__device__ __forceinline__ std::uint32_t sum_over_warp(float (&v)[kCount], std::uint32_t lane,
                                                       int mask = 16) {
  if constexpr (kCount == 1) {
    for (; mask > 0; mask /= 2) {
      v[0] += shuffle_xor(v[0], mask);
    }
    return 0;
  } else {
    constexpr int kKept = (kCount + 1) / 2;
    constexpr int kPairs = kCount / 2;
    const bool upper = (lane & static_cast<std::uint32_t>(mask)) != 0;
    float kept[kKept];
#pragma unroll
    for (int i = 0; i < kPairs; ++i) {
      const float sent = upper ? v[i] : v[i + kKept];
      kept[i] = (upper ? v[i + kKept] : v[i]) + shuffle_xor(sent, mask);
    }
    if constexpr (kKept > kPairs) {
      kept[kPairs] = v[kPairs] + shuffle_xor(v[kPairs], mask);
    }
    const std::uint32_t i = sum_over_warp(kept, lane, mask / 2);
    v[0] = kept[0];
    return upper && i < kPairs ? i + kKept : i;
  }
}

/// y_n = W x_n + b.
__device__ __forceinline__ void multiply_head(const Block& block, std::uint32_t n) {
  const DensePlan& layer = block.plan.layers[block.plan.head];
  const DensePlan& before = block.plan.layers[block.plan.head - 1];
  const float* w = block.shared + layer.weights;
  const float* x = block.shared + before.output + n * before.output_pitch;
  float sum[kHeadOutputs] = {};
#pragma unroll 1
  for (std::uint32_t k = block.lane(); k < layer.inputs; k += 32) {
    const float a = x[k];
#pragma unroll
    for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
      sum[c] = fmaf(w[c < layer.outputs ? c * layer.pitch + k : k], a, sum[c]);
    }
  }
  __syncwarp();
  const std::uint32_t c = sum_over_warp(sum, block.lane());
  if (c < layer.outputs) {
    block.shared[layer.output + n * layer.output_pitch + c] = sum[0] + block.shared[layer.bias + c];
  }
}

/// The gradient of the layer before the head.
template <int kBatch>
__device__ __forceinline__ void head_input_gradient(const Block& block, std::uint32_t n) {
  const DensePlan& layer = block.plan.layers[block.plan.head];
  const DensePlan& before = block.plan.layers[block.plan.head - 1];
  float delta[kHeadOutputs];
#pragma unroll
  for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
    delta[c] =
        c < layer.outputs ? block.shared[layer.gradient + c * gradient_pitch(kBatch) + n] : 0.0F;
  }
#pragma unroll 1
  for (std::uint32_t column = block.lane(); column < layer.inputs; column += 32) {
    const float* w = block.shared + layer.weights + column;
    float sum = 0.0F;
#pragma unroll
    for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
      sum = fmaf(delta[c], w[c < layer.outputs ? c * layer.pitch : 0], sum);
    }
    if (before.relu != 0) {
      sum *= relu_slope(block.shared[before.output + n * before.output_pitch + column]);
    }
    keep_gradient<kBatch>(block, block.plan.head - 1, column, n, sum);
  }
}

/// What a sample's loss is made from, in the step's buffer.
template <int kBatch>
__device__ inline float* loss_terms(const Block& block, std::uint32_t step, std::uint32_t n) {
  return block.shared + block.plan.samples + (step % 2 * kBatch + n) * 3;
}

/// The last layer's gradient, times `scale`, by softmax cross-entropy of its outputs.
template <int kBatch>
__device__ __forceinline__ void differentiate_loss(const Block& block, std::uint32_t step,
                                                   std::uint32_t n, std::uint32_t label,
                                                   float scale) {
  const std::uint32_t last = block.plan.layer_count - 1;
  const std::uint32_t classes = block.plan.layers[last].outputs;
  float* logits =
      block.shared + block.plan.layers[last].output + n * block.plan.layers[last].output_pitch;
  float largest = -HUGE_VALF;
  for (std::uint32_t c = block.lane(); c < classes; c += 32) {
    largest = fmaxf(largest, logits[c]);
  }
  __syncwarp();
  for (int mask = 16; mask > 0; mask /= 2) {
    largest = fmaxf(largest, shuffle_xor(largest, mask));
  }
  const float target = logits[label];
  std::uint32_t best = classes;
  for (std::uint32_t c = block.lane(); c < classes; c += 32) {
    best = logits[c] == largest && c < best ? c : best;
  }
  best = __reduce_min_sync(0xFFFFFFFFU, best);
  __syncwarp();
  float sum = 0.0F;
  for (std::uint32_t c = block.lane(); c < classes; c += 32) {
    logits[c] = exponential(logits[c] - largest);
    sum += logits[c];
  }
  __syncwarp();
  for (int mask = 16; mask > 0; mask /= 2) {
    sum += shuffle_xor(sum, mask);
  }
  for (std::uint32_t c = block.lane(); c < classes; c += 32) {
    keep_gradient<kBatch>(block, last, c, n, softmax_gradient(logits[c], sum, c == label, scale));
  }
  if (block.lane() == 0) {
    float* terms = loss_terms<kBatch>(block, step, n);
    terms[0] = sum;
    terms[1] = target;
    terms[2] = largest;
    reinterpret_cast<std::uint32_t*>(block.shared + block.plan.losses + 2 * kBatch)[n] +=
        best == label && sum == sum ? 1 : 0;
  }
}

/// No sample: no gradient.
template <int kBatch>
__device__ __forceinline__ void clear_gradient(const Block& block, std::uint32_t n) {
  const std::uint32_t last = block.plan.layer_count - 1;
  for (std::uint32_t c = block.lane(); c < block.plan.layers[last].outputs; c += 32) {
    keep_gradient<kBatch>(block, last, c, n, 0.0F);
  }
}

/// Adds the losses of a step's `count` samples, a thread a sample: off the way to the gradient.
template <int kBatch>
__device__ __forceinline__ void add_losses(const Block& block, std::uint32_t step,
                                           std::uint32_t count, std::uint32_t n) {
  if (n < count) {
    const float* terms = loss_terms<kBatch>(block, step, n);
    reinterpret_cast<double*>(block.shared + block.plan.losses)[n] +=
        cross_entropy(terms[0], terms[1], terms[2]);
  }
}

}  // namespace simgrad::cuda
