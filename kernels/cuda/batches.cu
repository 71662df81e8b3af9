#include "kernels/cuda/batches.hpp"
#include "kernels/cuda/lane.cuh"

namespace simgrad::cuda {
namespace {

constexpr std::uint32_t kSharedSamples = 8192;  // 32 KiB: a longer order is shuffled where it lies
constexpr unsigned kWarp = 32;

__device__ void copy(const std::uint32_t* from, std::uint32_t* to, std::uint32_t count) {
  for (std::uint32_t i = threadIdx.x; i < count; i += kWarp) {
    to[i] = from[i];
  }
  __syncwarp();
}

/// One warp a lane. Its first thread shuffles: every swap depends on the one before.
__global__ void __launch_bounds__(kWarp) shuffle_lanes(const LaneShuffle* lanes) {
  __shared__ std::uint32_t shared[kSharedSamples];
  const LaneShuffle lane = lanes[blockIdx.x];
  Stream stream = lane.stream;
  const std::uint32_t* previous = lane.samples;
  for (std::uint32_t epoch = 0; epoch < lane.epochs; ++epoch) {
    std::uint32_t* order = lane.order + static_cast<std::size_t>(epoch) * lane.count;
    std::uint32_t* items = lane.count <= kSharedSamples ? shared : order;
    copy(previous, items, lane.count);
    if (threadIdx.x == 0) {
      stream.shuffle(std::span<std::uint32_t>(items, lane.count));
    }
    __syncwarp();
    if (items != order) {
      copy(items, order, lane.count);
    }
    previous = order;
  }
}

/// A block a row: x by 16 bytes a thread.
__global__ void __launch_bounds__(kThreads)
    gather_rows(Batches batches, DeviceSamples data, float* x, std::size_t lane_stride,
                std::int32_t* labels) {
  const std::uint32_t row = blockIdx.x;
  const std::uint32_t lane = blockIdx.y;
  const LaneBatch batch = batch_of(batches, lane);
  const bool there = row < batch.rows;
  const std::uint32_t sample = there ? batches.lanes[lane].order[batch.begin + row] : 0;
  const auto* from = reinterpret_cast<const float4*>(
      data.features + static_cast<std::size_t>(sample) * data.stride);
  auto* to = reinterpret_cast<float4*>(x + lane * lane_stride +
                                       static_cast<std::size_t>(row) * data.stride);
  for (std::uint32_t i = threadIdx.x; i < data.stride / 4; i += kThreads) {
    to[i] = there ? from[i] : float4{0.0F, 0.0F, 0.0F, 0.0F};
  }
  if (threadIdx.x == 0) {
    labels[static_cast<std::size_t>(lane) * batches.batch + row] = there ? data.labels[sample] : 0;
  }
}

__global__ void advance_step(std::uint32_t* step) {
  ++*step;
}

}  // namespace

void shuffle(const LaneShuffle* lanes, std::uint32_t lane_count, cudaStream_t stream) {
  shuffle_lanes<<<lane_count, kWarp, 0, stream>>>(lanes);
  check_launch("shuffle");
}

void gather(const Batches& batches, const DeviceSamples& data, float* x, std::size_t lane_stride,
            std::int32_t* labels, cudaStream_t stream) {
  gather_rows<<<dim3(batches.batch, batches.lane_count), kThreads, 0, stream>>>(
      batches, data, x, lane_stride, labels);
  check_launch("gather");
}

void advance(std::uint32_t* step, cudaStream_t stream) {
  advance_step<<<1, 1, 0, stream>>>(step);
  check_launch("advance");
}

}  // namespace simgrad::cuda
