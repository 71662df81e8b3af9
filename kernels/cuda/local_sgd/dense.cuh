#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd/block.cuh"
#include "kernels/cuda/local_sgd/first.cuh"
#include "kernels/numerics.hpp"

/// The layers after the first, their weights in shared memory.
///
/// Activations are (N, pitch); gradients −η ∂loss/∂y are (outputs, gradient_pitch).
namespace simgrad::cuda {

/// One sample's −η ∂loss/∂y, `apart` floats from one output's to the next's.
struct Gradients {
  float* first;
  std::uint32_t apart;
};

/// Of any layer but the head.
template <int kBatch>
__device__ __forceinline__ Gradients gradients(const Block& block, std::uint32_t layer,
                                               std::uint32_t n) {
  if (layer == 0) {
    return {&first_gradient(block, 0, n), 1};
  }
  return {block.shared + block.plan.layers[layer].gradient + n, gradient_pitch(kBatch)};
}

/// After a warp has kept a sample's gradients for all outputs of a layer.
template <int kBatch>
__device__ __forceinline__ void finish_gradient(const Block& block, std::uint32_t layer,
                                                std::uint32_t n) {
  if (layer == 0) {
    __syncwarp();
    spread_first_gradient<kBatch>(block, n);
  }
}

/// W x of every layer but the head in parts, each over a slice of the columns:
/// (forward_parts, N, output_pitch). Rows past the outputs are zero, and so are x and W one column
/// past theirs where these are odd.
template <int kBatch, int kThreads>
__device__ __forceinline__ void multiply_dense(const Block& block, std::uint32_t index) {
  using Parts = BatchParts<kBatch>;
  constexpr int kRows = 4;
  const DensePlan& layer = block.plan.layers[index];
  const DensePlan& before = block.plan.layers[index - 1];
  const std::uint32_t groups = layer.groups.value;
  const std::uint32_t columns = block.columns(index);
  const std::uint32_t items = groups * Parts::kParts * layer.forward_parts;
  for (std::uint32_t item = block.thread(); item < items; item += kThreads) {
    const std::uint32_t rest = quotient(item, layer.groups);
    const std::uint32_t row = item - rest * groups;
    const std::uint32_t first = rest % Parts::kParts * Parts::kPart;
    const std::uint32_t part = rest / Parts::kParts;
    const float* w = block.shared + layer.weights + row * layer.pitch;
    const float* x = block.shared + before.output + first * before.output_pitch;
    const std::uint32_t rows_apart = groups * layer.pitch;
    float sum[kRows][Parts::kPart] = {};
#pragma unroll 1
    for (std::uint32_t k = 2 * part; k < columns; k += 2 * layer.forward_parts) {
      float2 weight[kRows];
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        weight[r] = load2(w + r * rows_apart + k);
      }
#pragma unroll
      for (int n = 0; n < Parts::kPart; ++n) {
        const float2 a = load2(x + n * before.output_pitch + k);
#pragma unroll
        for (int r = 0; r < kRows; ++r) {
          sum[r][n] = fmaf(weight[r].y, a.y, fmaf(weight[r].x, a.x, sum[r][n]));
        }
      }
    }
    float* to =
        block.shared + block.plan.scratch + (part * kBatch + first) * layer.output_pitch + row;
#pragma unroll
    for (int n = 0; n < Parts::kPart; ++n) {
#pragma unroll
      for (int r = 0; r < kRows; ++r) {
        to[n * layer.output_pitch + r * groups] = sum[r][n];
      }
    }
  }
}

/// Four samples' δ of one output, or the last two's and nothing.
template <int kBatch>
__device__ __forceinline__ float4 load_deltas(const float* delta, int n) {
  if (n + 4 <= kBatch) {
    return load4(delta + n);
  }
  const float2 last = load2(delta + n);
  return make_float4(last.x, last.y, 0.0F, 0.0F);
}

/// Two rows' or one row's share of backward_dense(), `apart` floats of weights from one another.
template <int kBatch, int kRows>
__device__ __forceinline__ void backward_rows(float* w, std::uint32_t apart, const float* delta,
                                              std::uint32_t delta_apart, const float (&x)[kBatch],
                                              float (&dx)[kBatch]) {
  float old[kRows];
  float fresh[kRows];
#pragma unroll
  for (int r = 0; r < kRows; ++r) {
    old[r] = fresh[r] = w[r * apart];
  }
#pragma unroll
  for (int first = 0; first < kBatch; first += 4) {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      const float4 four = load_deltas<kBatch>(delta + r * delta_apart, first);
      const float d[4] = {four.x, four.y, four.z, four.w};
#pragma unroll
      for (int n = first; n < first + 4 && n < kBatch; ++n) {
        dx[n] = fmaf(d[n - first], old[r], dx[n]);
        fresh[r] = fmaf(d[n - first], x[n], fresh[r]);
      }
    }
  }
#pragma unroll
  for (int r = 0; r < kRows; ++r) {
    w[r * apart] = fresh[r];
  }
}

/// W += (−η δ) xᵀ of every layer but the head, and δ Wᵀ by the weights before, in parts, each over
/// a slice of the rows: (gradient_parts, N, width in quads).
template <int kBatch, int kThreads>
__device__ __forceinline__ void backward_dense(const Block& block, std::uint32_t index) {
  constexpr std::uint32_t kRows = kBatch == 10 ? 2 : 1;  // what registers allow
  const DensePlan& layer = block.plan.layers[index];
  const DensePlan& before = block.plan.layers[index - 1];
  const std::uint32_t parts = layer.gradient_parts;
  const float* gradient = block.shared + layer.gradient;
  for (std::uint32_t item = block.thread(); item < layer.width.value * parts; item += kThreads) {
    const std::uint32_t part = quotient(item, layer.width);
    const std::uint32_t column = item - part * layer.width.value;
    if (column >= block.columns(index)) {
      continue;
    }
    float x[kBatch];
    float dx[kBatch] = {};
#pragma unroll
    for (int n = 0; n < kBatch; ++n) {
      x[n] = block.shared[before.output + n * before.output_pitch + column];
    }
    float* w = block.shared + layer.weights + part * layer.pitch + column;
    const float* delta = gradient + part * gradient_pitch(kBatch);
    const std::uint32_t apart = parts * layer.pitch;
    const std::uint32_t delta_apart = parts * gradient_pitch(kBatch);
    std::uint32_t o = part;
#pragma unroll 1
    for (; o + (kRows - 1) * parts < layer.outputs; o += kRows * parts) {
      backward_rows<kBatch, kRows>(w, apart, delta, delta_apart, x, dx);
      w += kRows * apart;
      delta += kRows * delta_apart;
    }
    if (o < layer.outputs) {
      backward_rows<kBatch, 1>(w, apart, delta, delta_apart, x, dx);
    }
    const std::uint32_t pitch = (layer.width.value + 3) / 4 * 4;
    float* to = block.shared + block.plan.scratch + part * kBatch * pitch + column;
#pragma unroll
    for (int n = 0; n < kBatch; ++n) {
      to[n * pitch] = dx[n];
    }
  }
}

/// b += Σ_n (−η δ_n), from the last thread down.
template <int kBatch, int kThreads>
__device__ __forceinline__ void update_bias(const Block& block, std::uint32_t index) {
  const DensePlan& layer = block.plan.layers[index];
#pragma unroll 1
  for (std::uint32_t o = kThreads - 1 - block.thread(); o < layer.outputs; o += kThreads) {
    const float* delta = block.shared + layer.gradient + o * gradient_pitch(kBatch);
    float sum = 0.0F;
#pragma unroll
    for (int first = 0; first < kBatch; first += 4) {
      const float4 d = load_deltas<kBatch>(delta, first);
      sum += d.x;
      sum += d.y;
      if (first + 4 <= kBatch) {
        sum += d.z;
        sum += d.w;
      }
    }
    block.shared[layer.bias + o] += sum;
  }
}

/// The gradient of the layer before from those parts; row n by warp n.
template <int kBatch, int kThreads>
__device__ __forceinline__ void finish_input_gradient(const Block& block, std::uint32_t index) {
  const DensePlan& layer = block.plan.layers[index];
  const DensePlan& before = block.plan.layers[index - 1];
  const std::uint32_t pitch = (layer.width.value + 3) / 4 * 4;
  for (std::uint32_t n = block.warp(); n < kBatch; n += kThreads / 32) {
    const Gradients to = gradients<kBatch>(block, index - 1, n);
#pragma unroll 1
    for (std::uint32_t column = block.lane(); column < block.columns(index); column += 32) {
      const float* from = block.shared + block.plan.scratch + n * pitch + column;
      float sum = 0.0F;
#pragma unroll 5
      for (std::uint32_t part = 0; part < layer.gradient_parts; ++part) {
        sum += from[part * kBatch * pitch];
      }
      if (before.relu != 0) {
        sum *= relu_slope(block.shared[before.output + n * before.output_pitch + column]);
      }
      to.first[column * to.apart] = sum;
    }
    finish_gradient<kBatch>(block, index - 1, n);
  }
}

}  // namespace simgrad::cuda
