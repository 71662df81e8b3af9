#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd/cluster.cuh"
#include "kernels/cuda/local_sgd/plan.hpp"

/// What every phase of a block's training step knows.
namespace simgrad::cuda {

/// `kBatch` samples in `kParts` parts of `kPart`: a thread's share where a batch is split.
template <int kBatch>
struct BatchParts;
template <>
struct BatchParts<10> {
  static constexpr int kPart = 5;
  static constexpr int kParts = 2;
};
template <>
struct BatchParts<16> {
  static constexpr int kPart = 4;
  static constexpr int kParts = 4;
};

/// i / divisor.
__device__ inline std::uint32_t quotient(std::uint32_t i, Divisor divisor) {
  return divisor.value == 1 ? i : __umulhi(i, divisor.magic);
}

/// What a thread does not keep in registers, where the first layer's weights are: it reads its
/// index anew in each phase, and what its block shares from shared memory.
struct Block {
  const LocalSgdPlan& plan;
  float* shared;

  [[nodiscard]] __device__ std::uint32_t thread() const { return thread_index(); }
  [[nodiscard]] __device__ std::uint32_t warp() const { return thread() / 32; }
  [[nodiscard]] __device__ std::uint32_t lane() const { return thread() % 32; }
  /// In the cluster.
  [[nodiscard]] __device__ std::uint32_t rank() const {
    return plan.cluster > 1 ? cluster_rank() : 0;
  }
  /// Of the first layer; the second layer's columns.
  [[nodiscard]] __device__ Slice rows() const {
    return *reinterpret_cast<const Slice*>(shared + plan.rows);
  }
  /// Columns of a layer's weights in this block.
  [[nodiscard]] __device__ std::uint32_t columns(std::uint32_t layer) const {
    return layer == 1 ? rows().count : plan.layers[layer].inputs;
  }
};

__device__ inline float4 load4(const float* at) {
  return *reinterpret_cast<const float4*>(at);
}

__device__ inline float2 load2(const float* at) {
  return *reinterpret_cast<const float2*>(at);
}

__device__ inline void store4(float* at, float4 value) {
  *reinterpret_cast<float4*>(at) = value;
}

__device__ inline float dot(float4 a, float4 b, float sum) {
  sum = fmaf(a.x, b.x, sum);
  sum = fmaf(a.y, b.y, sum);
  sum = fmaf(a.z, b.z, sum);
  return fmaf(a.w, b.w, sum);
}

/// sum += factor * a
__device__ inline void add_scaled(float4& sum, float factor, float4 a) {
  sum.x = fmaf(factor, a.x, sum.x);
  sum.y = fmaf(factor, a.y, sum.y);
  sum.z = fmaf(factor, a.z, sum.z);
  sum.w = fmaf(factor, a.w, sum.w);
}

__device__ inline float shuffle_xor(float value, int mask) {
  return __shfl_xor_sync(0xFFFFFFFFU, value, mask);
}

/// The value of `lane`.
__device__ inline float shuffle_from(float value, std::uint32_t lane) {
  return __shfl_sync(0xFFFFFFFFU, value, static_cast<int>(lane));
}

}  // namespace simgrad::cuda
