#pragma once

#include "kernels/cuda/batches.hpp"
#include "kernels/cuda/check.hpp"

namespace simgrad::cuda {

inline constexpr std::uint32_t kThreads = 256;

struct LaneBatch {
  std::uint32_t begin;  // in the lane's order
  std::uint32_t rows;   // 0 once the lane is through
};

__device__ inline LaneBatch batch_of(const Batches& batches, std::uint32_t lane) {
  if (batches.lanes == nullptr) {
    return {0, batches.batch};
  }
  const LaneBatches mine = batches.lanes[lane];
  if (mine.count == 0) {
    return {0, 0};
  }
  const std::uint32_t steps = (mine.count + batches.batch - 1) / batches.batch;  // of an epoch
  const std::uint32_t epoch = *batches.step / steps;
  if (epoch >= mine.epochs) {
    return {0, 0};
  }
  const std::uint32_t offset = *batches.step % steps * batches.batch;
  const std::uint32_t left = mine.count - offset;
  return {epoch * mine.count + offset, left < batches.batch ? left : batches.batch};
}

/// Blocks of kThreads over `count` elements in x, lanes in y.
inline dim3 grid_of(std::size_t count, std::uint32_t lanes) {
  return {static_cast<unsigned>((count + kThreads - 1) / kThreads), lanes, 1};
}

inline void check_launch(const char* kernel) {
  check(cudaGetLastError(), kernel);
}

}  // namespace simgrad::cuda
