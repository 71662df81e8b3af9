#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd/block.cuh"
#include "kernels/cuda/local_sgd/cluster.cuh"
#include "kernels/numerics.hpp"

/// The second layer's outputs summed over the blocks of a cluster, each block by itself and in the
/// order of the blocks: all have the same bits.
///
/// A block's parts go straight into the others' `received`, which is free once they have arrived at
/// this block's `others_are_free`.
namespace simgrad::cuda {

__device__ inline PhaseBarrier* received_is_full(const Block& block) {
  return reinterpret_cast<PhaseBarrier*>(block.shared + block.plan.barriers);
}

__device__ inline PhaseBarrier* others_are_free(const Block& block) {
  return received_is_full(block) + 1;
}

/// By one thread, before a barrier of the cluster.
__device__ inline void initialise_exchange(const Block& block) {
  initialise(received_is_full(block), 1);
  initialise(others_are_free(block), block.plan.cluster - 1);
  publish_barriers();
}

__device__ inline std::uint32_t rank_after(const Block& block, std::uint32_t away) {
  const std::uint32_t rank = block.rank() + away;
  return rank < block.plan.cluster ? rank : rank - block.plan.cluster;
}

/// A quad of one layer's outputs: the sum of this block's parts.
template <int kBatch>
__device__ __forceinline__ float4 sum_parts(const Block& block, const DensePlan& layer,
                                            std::uint32_t at) {
  const float* from = block.shared + block.plan.scratch + at;
  float4 sum = load4(from);
#pragma unroll 4
  for (std::uint32_t part = 1; part < layer.forward_parts; ++part) {
    add_scaled(sum, 1.0F, load4(from + part * kBatch * layer.output_pitch));
  }
  return sum;
}

/// Stores a quad of the outputs, `i` in all rows.
__device__ __forceinline__ void finish_quad(const Block& block, const DensePlan& layer,
                                            std::uint32_t i, float4 sum) {
  const std::uint32_t quad = i - quotient(i, layer.groups) * layer.groups.value;
  add_scaled(sum, 1.0F, load4(block.shared + layer.bias + 4 * quad));
  if (layer.relu != 0) {
    sum = make_float4(relu(sum.x), relu(sum.y), relu(sum.z), relu(sum.w));
  }
  store4(block.shared + layer.output + 4 * i, sum);
}

/// y = relu?(Σ parts + b), a quad a thread.
template <int kBatch, int kThreads>
__device__ __forceinline__ void finish_outputs(const Block& block, std::uint32_t index) {
  const DensePlan& layer = block.plan.layers[index];
#pragma unroll 1
  for (std::uint32_t i = block.thread(); i < kBatch * layer.groups.value; i += kThreads) {
    finish_quad(block, layer, i, sum_parts<kBatch>(block, layer, 4 * i));
  }
}

/// The same of the second layer over all blocks.
template <int kBatch, int kThreads>
__device__ __forceinline__ void exchange_outputs(const Block& block, std::uint32_t step) {
  const LocalSgdPlan& plan = block.plan;
  const DensePlan& layer = plan.layers[1];
  const std::uint32_t quads = kBatch * layer.groups.value;
  float* received = block.shared + plan.received;
  if (block.thread() == 0) {
    arrive_expecting(received_is_full(block), (plan.cluster - 1) * quads * sizeof(float4));
  }
  if (step > 0) {
    wait_for_phase(others_are_free(block), (step - 1) % 2);
  }
#pragma unroll 1
  for (std::uint32_t i = block.thread(); i < quads; i += kThreads) {
    const float4 value = sum_parts<kBatch>(block, layer, 4 * i);
    float* to = received + 4 * (block.rank() * quads + i);
    for (std::uint32_t away = 1; away < plan.cluster; ++away) {
      store_async(reinterpret_cast<float4*>(to), rank_after(block, away), value,
                  received_is_full(block));
    }
    store4(to, value);
  }
  wait_for_phase(received_is_full(block), step % 2);
#pragma unroll 1
  for (std::uint32_t i = block.thread(); i < quads; i += kThreads) {
    float4 sum = load4(received + 4 * i);
#pragma unroll 3
    for (std::uint32_t rank = 1; rank < plan.cluster; ++rank) {
      add_scaled(sum, 1.0F, load4(received + 4 * (rank * quads + i)));
    }
    finish_quad(block, layer, i, sum);
  }
}

/// After a barrier of the block behind exchange_outputs(): the others may send again.
__device__ __forceinline__ void release_received(const Block& block) {
  if (block.thread() + 1 < block.plan.cluster) {
    arrive_in_cluster(others_are_free(block), rank_after(block, block.thread() + 1));
  }
}

}  // namespace simgrad::cuda
