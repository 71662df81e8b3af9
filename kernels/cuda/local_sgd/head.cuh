#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/cuda/local_sgd/block.cuh"
#include "kernels/cuda/local_sgd/dense.cuh"
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

/// What the head has for each of its outputs; zero past them.
using HeadValues = float[kHeadPitch];

__device__ __forceinline__ void load_head(const float* at, HeadValues& to) {
#pragma unroll
  for (std::uint32_t c = 0; c < kHeadPitch; c += 4) {
    const float4 four = load4(at + c);
    to[c] = four.x;
    to[c + 1] = four.y;
    to[c + 2] = four.z;
    to[c + 3] = four.w;
  }
}

/// y_n = W x_n + b, past the outputs −∞.
__device__ __forceinline__ void multiply_head(const Block& block, std::uint32_t n) {
  const DensePlan& layer = block.plan.head_layer;
  const DensePlan& before = block.plan.head_inputs;
  const float* w = block.shared + layer.weights + block.lane() * kHeadPitch;
  const float* x = block.shared + before.output + n * before.output_pitch;
  float sum[kHeadOutputs] = {};
#pragma unroll 2
  for (std::uint32_t k = block.lane(); k < layer.inputs; k += 32) {
    HeadValues weights;
    load_head(w, weights);
    const float a = x[k];
#pragma unroll
    for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
      sum[c] = fmaf(weights[c], a, sum[c]);
    }
    w += 32 * kHeadPitch;
  }
  __syncwarp();
  const std::uint32_t c = sum_over_warp(sum, block.lane());
  block.shared[layer.output + n * kHeadPitch + c] =
      c < layer.outputs ? sum[0] + block.shared[layer.bias + c] : -HUGE_VALF;
}

/// The gradient of the layer before the head.
template <int kBatch>
__device__ __forceinline__ void head_input_gradient(const Block& block, std::uint32_t n) {
  const DensePlan& layer = block.plan.head_layer;
  const DensePlan& before = block.plan.head_inputs;
  HeadValues delta;
  load_head(block.shared + layer.gradient + n * kHeadPitch, delta);
  const float* w = block.shared + layer.weights + block.lane() * kHeadPitch;
  const float* y = block.shared + before.output + n * before.output_pitch + block.lane();
  const Gradients to = gradients<kBatch>(block, block.plan.head - 1, n);
  const bool relu = before.relu != 0;
#pragma unroll 2
  for (std::uint32_t column = block.lane(); column < layer.inputs; column += 32) {
    HeadValues weights;
    load_head(w, weights);
    float sum = 0.0F;
#pragma unroll
    for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
      sum = fmaf(delta[c], weights[c], sum);
    }
    to.first[column * to.apart] = relu ? sum * relu_slope(*y) : sum;
    w += 32 * kHeadPitch;
    y += 32;
  }
}

/// W += (−η δ) xᵀ and b += Σ_n (−η δ_n) of the head, four outputs of one column a thread. By the
/// warps that have no sample of their own, if there are any.
template <int kBatch, int kThreads>
__device__ __forceinline__ void update_head(const Block& block) {
  constexpr std::uint32_t kFirst = kThreads > 32 * kBatch ? 32 * kBatch : 0;
  const DensePlan& layer = block.plan.head_layer;
  const DensePlan& before = block.plan.head_inputs;
  const float* delta = block.shared + layer.gradient;
  // Before kFirst the difference wraps: no item.
#pragma unroll 1
  for (std::uint32_t i = block.thread() - kFirst; i < 3 * layer.inputs; i += kThreads - kFirst) {
    const std::uint32_t quad = i < layer.inputs ? 0 : (i < 2 * layer.inputs ? 1 : 2);
    const std::uint32_t column = i - quad * layer.inputs;
    const float* x = block.shared + before.output + column;
    float* w = block.shared + layer.weights + column * kHeadPitch + 4 * quad;
    float4 fresh = load4(w);
#pragma unroll
    for (std::uint32_t n = 0; n < kBatch; ++n) {
      add_scaled(fresh, x[n * before.output_pitch], load4(delta + n * kHeadPitch + 4 * quad));
    }
    store4(w, fresh);
  }
  const std::uint32_t c = kThreads - 1 - block.thread();
  if (c < layer.outputs) {
    float sum = 0.0F;
#pragma unroll
    for (std::uint32_t n = 0; n < kBatch; ++n) {
      sum += delta[n * kHeadPitch + c];
    }
    block.shared[layer.bias + c] += sum;
  }
}

/// What a sample's loss is made from, in the step's buffer.
template <int kBatch>
__device__ inline float* loss_terms(const Block& block, std::uint32_t step, std::uint32_t n) {
  return block.shared + block.plan.samples + (step % 2 * kBatch + n) * 3;
}

/// By one lane.
template <int kBatch>
__device__ __forceinline__ void keep_sample(const Block& block, std::uint32_t step, std::uint32_t n,
                                            float sum, float target, float largest, bool correct) {
  float* terms = loss_terms<kBatch>(block, step, n);
  terms[0] = sum;
  terms[1] = target;
  terms[2] = largest;
  reinterpret_cast<std::uint32_t*>(block.shared + block.plan.losses + 2 * kBatch)[n] +=
      correct && sum == sum ? 1 : 0;
}

/// The head's gradient, times `scale`, by softmax cross-entropy of its outputs: lane c has one.
template <int kBatch>
__device__ __forceinline__ void differentiate_head(const Block& block, std::uint32_t step,
                                                   std::uint32_t n, std::uint32_t label,
                                                   float scale) {
  const DensePlan& layer = block.plan.head_layer;
  const std::uint32_t lane = block.lane();
  const float* logits = block.shared + layer.output + n * kHeadPitch;
  HeadValues all;
  load_head(logits, all);
  const float own = logits[lane < kHeadOutputs ? lane : 0];
  float largest = all[0];
#pragma unroll
  for (std::uint32_t c = 1; c < kHeadOutputs; ++c) {
    largest = fmaxf(largest, all[c]);
  }
  const float term = exponential(own - largest);
  float sum = 0.0F;
#pragma unroll
  for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
    sum += shuffle_from(term, c);
  }
  if (lane < layer.outputs) {
    block.shared[layer.gradient + n * kHeadPitch + lane] =
        softmax_gradient(term, sum, lane == label, scale);
  }
  const float target = shuffle_from(own, label);
  if (lane == 0) {
    bool first = true;
#pragma unroll
    for (std::uint32_t c = 0; c < kHeadOutputs; ++c) {
      first = first && (all[c] < largest || c >= label);
    }
    keep_sample<kBatch>(block, step, n, sum, target, largest, first && target == largest);
  }
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
#pragma unroll 1
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
#pragma unroll 1
  for (std::uint32_t c = block.lane(); c < classes; c += 32) {
    logits[c] = exponential(logits[c] - largest);
  }
  __syncwarp();
  for (std::uint32_t c = 0; c < classes; ++c) {
    sum += logits[c];
  }
  __syncwarp();
  const Gradients to = gradients<kBatch>(block, last, n);
#pragma unroll 1
  for (std::uint32_t c = block.lane(); c < classes; c += 32) {
    to.first[c * to.apart] = softmax_gradient(logits[c], sum, c == label, scale);
  }
  if (block.lane() == 0) {
    keep_sample<kBatch>(block, step, n, sum, target, largest, best == label);
  }
}

/// No sample: no gradient.
template <int kBatch>
__device__ __forceinline__ void clear_gradient(const Block& block, std::uint32_t n) {
  const std::uint32_t last = block.plan.layer_count - 1;
  if (last == block.plan.head) {
    if (block.lane() < kHeadPitch) {
      block.shared[block.plan.layers[last].gradient + n * kHeadPitch + block.lane()] = 0.0F;
    }
    return;
  }
  const Gradients to = gradients<kBatch>(block, last, n);
#pragma unroll 1
  for (std::uint32_t c = block.lane(); c < block.plan.layers[last].outputs; c += 32) {
    to.first[c * to.apart] = 0.0F;
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
