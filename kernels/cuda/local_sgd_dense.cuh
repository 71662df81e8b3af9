#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd_block.cuh"
#include "kernels/cuda/local_sgd_first.cuh"
#include "kernels/numerics.hpp"

/// The layers after the first, their weights in shared memory.
///
/// Activations are (N, pitch); gradients −η ∂loss/∂y are (outputs, kGradientPitch), a row being the
/// batch in its parts.
namespace simgrad::cuda {

template <int kBatch>
__device__ inline std::uint32_t gradient_index(std::uint32_t output, std::uint32_t n) {
  using Parts = BatchParts<kBatch>;
  return output * kGradientPitch + n / Parts::kPart * Parts::kStride + n % Parts::kPart;
}

/// Keeps −η ∂loss/∂y of one output and sample for any layer.
template <int kBatch>
__device__ __forceinline__ void keep_gradient(const Block& block, std::uint32_t layer,
                                              std::uint32_t output, std::uint32_t n, float value) {
  if (layer == 0) {
    keep_first_gradient<kBatch>(block, output, n, value);
  } else {
    block.shared[block.plan.layers[layer].gradient + gradient_index<kBatch>(output, n)] = value;
  }
}

template <int kPart>
__device__ __forceinline__ void load_part(const float* at, float (&to)[kPart]) {
  const float4 front = load4(at);
  to[0] = front.x;
  to[1] = front.y;
  to[2] = front.z;
  to[3] = front.w;
  if constexpr (kPart == 5) {
    to[4] = at[4];
  }
}

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

/// Where a layer's outputs go: its activations, or, where blocks have parts of the sum, this
/// block's part.
struct Output {
  float* to;
  const float* bias;  // nullptr: a part
  std::uint32_t pitch;
  bool relu;

  __device__ void put(std::uint32_t n, std::uint32_t output, float value) const {
    if (bias != nullptr) {
      value += bias[output];
      value = relu ? simgrad::relu(value) : value;
    }
    to[n * pitch + output] = value;
  }
};

/// y = W x by kLanes lanes an output.
template <int kBatch, int kThreads, int kLanes>
__device__ __forceinline__ void multiply_dense(const Block& block, std::uint32_t index,
                                               const Output& output) {
  const DensePlan& layer = block.plan.layers[index];
  const DensePlan& before = block.plan.layers[index - 1];
  const std::uint32_t quads = (block.columns(index) + 3) / 4;
  const std::uint32_t items = (layer.outputs * kLanes + 31) / 32 * 32;
  for (std::uint32_t item = block.thread; item < items; item += kThreads) {
    const std::uint32_t row = item / kLanes;
    const bool works = row < layer.outputs;
    const float* w = block.shared + layer.weights + (works ? row : 0) * layer.pitch;
    float sum[kBatch] = {};
#pragma unroll 1
    for (std::uint32_t q = item % kLanes; q < quads; q += kLanes) {
      const float4 weight = load4(w + 4 * q);
      const float* x = block.shared + before.output + 4 * q;
#pragma unroll
      for (int n = 0; n < kBatch; ++n) {
        sum[n] = dot(weight, load4(x + n * before.output_pitch), sum[n]);
      }
    }
    __syncwarp();
    if constexpr (kLanes == 32) {
      const std::uint32_t n = sum_over_warp(sum, block.lane());
      output.put(n, row, sum[0]);
    } else {
#pragma unroll
      for (int n = 0; n < kBatch; ++n) {
        sum[n] += shuffle_xor(sum[n], 1);
        if (works && item % 2 == static_cast<std::uint32_t>(n % 2)) {
          output.put(n, row, sum[n]);
        }
      }
    }
  }
}

template <int kBatch, int kThreads>
__device__ __forceinline__ void forward_dense(const Block& block, std::uint32_t index,
                                              const Output& output) {
  if (block.plan.layers[index].outputs >= 64) {
    multiply_dense<kBatch, kThreads, 2>(block, index, output);
  } else {
    multiply_dense<kBatch, kThreads, 32>(block, index, output);
  }
}

/// δ Wᵀ before the ReLU's mask, in sums over slices of the outputs: (gradient_parts, N, width).
template <int kBatch, int kThreads>
__device__ __forceinline__ void input_gradient_parts(const Block& block, std::uint32_t index) {
  using Parts = BatchParts<kBatch>;
  const DensePlan& layer = block.plan.layers[index];
  const std::uint32_t quads = (block.columns(index) + 3) / 4;
  const std::uint32_t items = quads * Parts::kParts;
  const std::uint32_t groups = (items + 31) / 32;
  const std::uint32_t parts = layer.gradient_parts;
  for (std::uint32_t unit = block.warp(); unit < groups * parts; unit += kThreads / 32) {
    const std::uint32_t item = unit % groups * 32 + block.lane();
    const std::uint32_t part = unit / groups;
    if (item >= items) {
      continue;
    }
    const std::uint32_t batch_part = item / quads;
    const std::uint32_t column = 4 * (item % quads);
    const float* w = block.shared + layer.weights + column;
    const float* d = block.shared + layer.gradient + batch_part * Parts::kStride;
    float4 sum[Parts::kPart] = {};
#pragma unroll 2
    for (std::uint32_t o = part; o < layer.outputs; o += parts) {
      const float4 weight = load4(w + o * layer.pitch);
      float delta[Parts::kPart];
      load_part(d + o * kGradientPitch, delta);
#pragma unroll
      for (int i = 0; i < Parts::kPart; ++i) {
        add_scaled(sum[i], delta[i], weight);
      }
    }
    float* to = block.shared + block.plan.exchange +
                (part * kBatch + batch_part * Parts::kPart) * 4 * quads + column;
#pragma unroll
    for (int i = 0; i < Parts::kPart; ++i) {
      store4(to + i * 4 * quads, sum[i]);
    }
  }
}

/// The gradient of the layer before from those parts.
template <int kBatch, int kThreads>
__device__ __forceinline__ void finish_input_gradient(const Block& block, std::uint32_t index) {
  const DensePlan& layer = block.plan.layers[index];
  const DensePlan& before = block.plan.layers[index - 1];
  const std::uint32_t columns = block.columns(index);
  const std::uint32_t width = (columns + 3) / 4 * 4;
  const float* from = block.shared + block.plan.exchange;
  for (std::uint32_t i = block.thread; i < kBatch * width; i += kThreads) {
    const std::uint32_t n = i / width;
    const std::uint32_t column = i % width;
    float sum = 0.0F;
    for (std::uint32_t part = 0; part < layer.gradient_parts; ++part) {
      sum += from[part * kBatch * width + i];
    }
    if (before.relu != 0) {
      sum *= relu_slope(block.shared[before.output + n * before.output_pitch + column]);
    }
    if (column < columns) {
      keep_gradient<kBatch>(block, index - 1, column, n, sum);
    }
  }
}

/// w (two columns of a row) += Σ_n (−η δ_n) x_n over kCount samples from `first`, x in registers.
template <int kBatch, int kCount>
__device__ __forceinline__ void update_column(const Block& block, std::uint32_t index,
                                              std::uint32_t column, std::uint32_t part, int first) {
  using Parts = BatchParts<kBatch>;
  const DensePlan& layer = block.plan.layers[index];
  const DensePlan& before = block.plan.layers[index - 1];
  float2 x[kCount];
#pragma unroll
  for (int n = 0; n < kCount; ++n) {
    x[n] = *reinterpret_cast<const float2*>(block.shared + before.output +
                                            (first + n) * before.output_pitch + column);
  }
#pragma unroll 1
  for (std::uint32_t o = part; o < layer.outputs; o += layer.update_parts) {
    auto* at = reinterpret_cast<float2*>(block.shared + layer.weights + o * layer.pitch + column);
    const float* d =
        block.shared + layer.gradient + o * kGradientPitch + first / Parts::kPart * Parts::kStride;
    float2 w = *at;
#pragma unroll
    for (int p = 0; p < kCount / Parts::kPart; ++p) {
      float delta[Parts::kPart];
      load_part(d + p * Parts::kStride, delta);
#pragma unroll
      for (int i = 0; i < Parts::kPart; ++i) {
        w.x = fmaf(delta[i], x[p * Parts::kPart + i].x, w.x);
        w.y = fmaf(delta[i], x[p * Parts::kPart + i].y, w.y);
      }
    }
    *at = w;
  }
}

/// W += (−η δ) xᵀ, b += Σ_n (−η δ_n).
template <int kBatch, int kThreads>
__device__ __forceinline__ void update_dense(const Block& block, std::uint32_t index) {
  const DensePlan& layer = block.plan.layers[index];
  const std::uint32_t pairs = (block.columns(index) + 1) / 2;
  const std::uint32_t groups = (pairs + 31) / 32;
  constexpr int kCount = kBatch == 16 ? 8 : kBatch;
  for (std::uint32_t unit = block.warp(); unit < groups * layer.update_parts;
       unit += kThreads / 32) {
    const std::uint32_t pair = unit % groups * 32 + block.lane();
    if (pair < pairs) {
#pragma unroll 1
      for (int first = 0; first < kBatch; first += kCount) {
        update_column<kBatch, kCount>(block, index, 2 * pair, unit / groups, first);
      }
    }
  }
  for (std::uint32_t o = block.thread; o < layer.outputs; o += kThreads) {
    float sum = 0.0F;
#pragma unroll
    for (int n = 0; n < kBatch; ++n) {
      sum += block.shared[layer.gradient + gradient_index<kBatch>(o, n)];
    }
    block.shared[layer.bias + o] += sum;
  }
}

}  // namespace simgrad::cuda
