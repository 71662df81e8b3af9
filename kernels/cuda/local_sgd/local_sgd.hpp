#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <cuda_runtime.h>

#include "kernels/cuda/batches.hpp"

/// Local training of many clients in one launch, each by one thread-block cluster that keeps the
/// client's weights on the chip from the first step to the last.
///
/// N batch, D inputs, C classes, P parameters. Weights are (outputs, inputs) row-major.
namespace simgrad::cuda {

inline constexpr std::uint32_t kMaximumLayers = 8;

/// One client's local training. Pointers are to device memory.
struct LocalSgdLane {
  const float* start;          // padded_count floats, 64-byte aligned
  float* result;               // the same, not `start`; padding becomes zero
  const std::uint32_t* order;  // epochs * count sample indices, shuffled for each epoch
  std::uint32_t count;         // samples per epoch; of 0 the result is the start
  double* loss_sum;            // out: Σ of the samples' losses, each before its step
  std::int64_t* correct;       // out: samples predicted right, each before its step
};

/// y = relu?(x Wᵀ + b); offsets in floats from the start of the parameters.
struct LocalSgdDense {
  std::uint32_t inputs, outputs, relu, weight_offset, bias_offset;
};

struct LocalSgdShape {
  std::array<LocalSgdDense, kMaximumLayers> layers;
  std::uint32_t layer_count, padded_count, batch_size, epochs;
  float learning_rate;
};

/// Whether the current device has clusters and the shape's weights and one batch fit into one:
/// compute capability 9.0 or more, batch_size from 1 to 16. Cheap; to be cached all the same.
bool local_sgd_fits(const LocalSgdShape& shape);

/// Enqueues epochs of plain mini-batch SGD for `count` clients:
/// W ← W − η/n Σ_i δ_i x_iᵀ over consecutive batches of each epoch's order, the last of n <= N.
///
/// Source: McMahan et al. 2017, Algorithm 1, ClientUpdate (arXiv:1602.05629).
/// A lane's bits depend on that lane alone. The update is added to W sample by sample.
/// @param lanes  device memory, `count` entries
/// Cost: per step 2 N (3 P − D · outputs of the first layer) flop, 4 N D bytes.
/// Returns: the launch's error; cudaErrorInvalidValue where local_sgd_fits() is false.
cudaError_t launch_local_sgd(const LocalSgdShape& shape, DeviceSamples data,
                             const LocalSgdLane* lanes, std::uint32_t count, cudaStream_t stream);

}  // namespace simgrad::cuda
