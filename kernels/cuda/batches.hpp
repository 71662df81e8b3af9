#pragma once

#include <cstdint>

#include <cuda_runtime_api.h>

#include "kernels/rng.hpp"

/// Mini-batches on the device. A *lane* is one work of a level: one client's training, one worker's
/// gradient. Lane c's matrices start at c · (their lane stride); strides are multiples of 16
/// floats.
///
/// L lanes, B rows of a lane's batch, D features, C classes.
namespace simgrad::cuda {

/// Samples on the device, as in Samples: row i at features + i · stride.
struct DeviceSamples {
  const float* features = nullptr;
  const std::int32_t* labels = nullptr;
  std::uint32_t stride = 0;
};

/// The batches that one lane goes through: `epochs` times over `count` samples.
struct LaneBatches {
  const std::uint32_t* order = nullptr;  // (epochs · count) training samples
  std::uint32_t count = 0;
  std::uint32_t epochs = 0;
};

/// Where all lanes are: at step *step, with up to `batch` rows each. With no `lanes` every lane has
/// exactly `batch` rows.
struct Batches {
  const LaneBatches* lanes = nullptr;  // (L) on the device
  const std::uint32_t* step = nullptr;
  std::uint32_t lane_count = 1;
  std::uint32_t batch = 0;
};

/// One lane's order of samples, to be drawn by its stream.
struct LaneShuffle {
  const std::uint32_t* samples = nullptr;  // (count)
  std::uint32_t* order = nullptr;          // (epochs · count), overwritten
  std::uint32_t count = 0;
  std::uint32_t epochs = 0;
  Stream stream{0, Purpose::kBatches};
};

/// Each epoch shuffles the order of the one before by the lane's stream, as the CPU does.
///
/// @param lanes  (lane_count) on the device
void shuffle(const LaneShuffle* lanes, std::uint32_t lane_count, cudaStream_t stream);

/// x (L, B, stride) and labels (L, B) of every lane's batch at the present step; rows that a lane
/// does not have are zero.
void gather(const Batches& batches, const DeviceSamples& data, float* x, std::size_t lane_stride,
            std::int32_t* labels, cudaStream_t stream);

/// ++*step.
void advance(std::uint32_t* step, cudaStream_t stream);

}  // namespace simgrad::cuda
