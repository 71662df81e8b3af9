#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cuda/local_sgd/block.cuh"
#include "kernels/cuda/local_sgd/cluster.cuh"

/// A client's batches and how they come to the chip.
namespace simgrad::cuda {

/// A batch's place in the lane's order.
struct alignas(16) Batch {
  std::uint32_t begin;
  std::uint32_t count;
  float scale;  // −η / count
};

struct Job {
  LocalSgdLane lane;
  DeviceSamples data;
  std::uint32_t steps_per_epoch;
  std::uint32_t steps;

  [[nodiscard]] __device__ Batch batch(std::uint32_t step, const LocalSgdPlan& plan) const {
    if (step >= steps) {
      return {0, 0, 0.0F};
    }
    const std::uint32_t done = step % steps_per_epoch * plan.batch_size;
    const std::uint32_t left = lane.count - done;
    const std::uint32_t count = left < plan.batch_size ? left : plan.batch_size;
    return {step / steps_per_epoch * lane.count + done, count,
            -plan.learning_rate / static_cast<float>(count)};
  }
};

__device__ inline Job make_job(const LocalSgdPlan& plan, const DeviceSamples& data,
                               const LocalSgdLane& lane) {
  const std::uint32_t steps_per_epoch = (lane.count + plan.batch_size - 1) / plan.batch_size;
  return {lane, data, steps_per_epoch, steps_per_epoch * plan.epochs};
}

static_assert(sizeof(Job) <= kJobFloats * sizeof(float));
static_assert(sizeof(Batch) == 4 * sizeof(float));

/// A step's batch, worked out by keep_batch() before a barrier.
__device__ inline Batch& kept_batch(const Block& block, std::uint32_t step) {
  return reinterpret_cast<Batch*>(block.shared + block.plan.batches)[step % kKeptBatches];
}

__device__ inline void keep_batch(const Block& block, const Job& job, std::uint32_t step) {
  kept_batch(block, step) = job.batch(step, block.plan);
}

__device__ inline std::uint32_t* words(const Block& block, std::uint32_t offset) {
  return reinterpret_cast<std::uint32_t*>(block.shared + offset);
}

/// Starts the copies of a step's rows and labels; its indices are in shared memory. Of many warps
/// the upper half: the others are ahead of them from here, so that not all want the same unit at
/// once.
template <int kBatch, int kThreads>
__device__ __forceinline__ void fetch_batch(const Block& block, const Job& job,
                                            std::uint32_t step) {
  const LocalSgdPlan& plan = block.plan;
  const std::uint32_t count = kept_batch(block, step).count;
  const std::uint32_t* indices = words(block, plan.indices) + step % 2 * kBatch;
  float* to = block.shared + plan.input + step % 2 * kBatch * plan.input_pitch;
  const std::uint32_t quads = (plan.layers[0].inputs + 3) / 4;
  constexpr std::uint32_t kWarps = kThreads / 32;
  constexpr std::uint32_t kFirst = kWarps > 4 ? kWarps / 2 : 0;
  // Before kFirst the difference wraps: no row.
  for (std::uint32_t n = block.warp() - kFirst; n < kBatch; n += kWarps - kFirst) {
    const bool present = n < count;
    const std::size_t row = present ? indices[n] : 0;
    const float* from = job.data.features + row * job.data.stride + 4 * block.lane();
    float* at = to + n * plan.input_pitch + 4 * block.lane();
    for (std::uint32_t q = block.lane(); q < quads; q += 32) {
      copy_async_16(at, from, present);
      at += 128;
      from += 128;
    }
    if (present && block.lane() == 0) {
      copy_async_4(words(block, plan.labels) + step % 2 * kBatch + n, job.data.labels + row);
    }
  }
}

/// Starts the copies of a step's indices.
template <int kBatch>
__device__ __forceinline__ void fetch_indices(const Block& block, const Job& job,
                                              std::uint32_t step) {
  const Batch batch = kept_batch(block, step);
  if (block.thread() < batch.count) {
    copy_async_4(words(block, block.plan.indices) + step % 2 * kBatch + block.thread(),
                 job.lane.order + batch.begin + block.thread());
  }
}

}  // namespace simgrad::cuda
