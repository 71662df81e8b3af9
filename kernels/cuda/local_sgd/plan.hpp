#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd/local_sgd.hpp"

/// How a cluster lays a network out on the chip.
///
/// The first layer's weights stay in registers, a tile of kTileRows × 8 a thread; each block has a
/// slice of its rows. The second layer's weights are in shared memory; each block has the columns
/// that read its slice, so that a step exchanges one activation array and nothing else. All further
/// layers are in shared memory, the same in every block.
namespace simgrad::cuda {

inline constexpr std::uint32_t kTileRows = 10;
inline constexpr std::uint32_t kJobFloats = 32;
inline constexpr std::uint32_t kKeptBatches = 8;
inline constexpr std::uint32_t kChunkQuads = 64;  // float4 columns that a warp's lanes share

/// i / value = the upper 32 bits of i * magic, for i and value below 2^16, value > 1.
struct Divisor {
  std::uint32_t value, magic;
};

/// Offsets are floats from the start of shared memory.
struct DensePlan {
  std::uint32_t inputs, outputs, relu, weight_offset, bias_offset;  // as in LocalSgdDense
  std::uint32_t pitch;         // floats from one row of the weights to the next
  std::uint32_t column_pitch;  // and from one column to the next
  std::uint32_t weights;       // not for layer 0
  std::uint32_t bias;
  std::uint32_t output;  // activations (N, output_pitch)
  std::uint32_t output_pitch;
  // −η ∂loss/∂output (outputs, gradient_pitch), the head's (N, kHeadPitch); layer 0's has a form of
  // its own.
  std::uint32_t gradient;
  Divisor groups;                // of four rows, a quarter of output_pitch apart
  std::uint32_t forward_parts;   // slices of the columns whose products are summed
  Divisor width;                 // columns of the weights in a block, at most
  std::uint32_t gradient_parts;  // slices of the rows whose input gradients are summed
};

struct LocalSgdPlan {
  DensePlan layers[kMaximumLayers];
  std::uint32_t layer_count, padded_count, batch_size, epochs;
  float learning_rate;

  std::uint32_t head;     // the last layer, or layer_count where it is no head
  DensePlan head_layer;   // layers[head]
  DensePlan head_inputs;  // layers[head - 1]
  std::uint32_t batch;    // samples that the kernel has room for
  std::uint32_t warps;    // of a block
  std::uint32_t cluster;  // blocks of a cluster
  Divisor groups;         // of kTileRows rows of the first layer in a block
  std::uint32_t chunks;   // of kChunkQuads columns
  std::uint32_t tails;    // lanes that share what is left, two quads each
  std::uint32_t input;    // two buffers of `batch` rows
  std::uint32_t input_pitch;
  std::uint32_t scratch;   // sums' parts: (parts, batch, a layer's outputs or inputs)
  std::uint32_t received;  // the second layer's outputs by block: (cluster, batch, output_pitch)
  std::uint32_t barriers;  // two of 8 bytes: `received` is full; others' `received` are free
  std::uint32_t job;       // what a Job says
  std::uint32_t rows;      // the block's Slice
  std::uint32_t batches;   // kKeptBatches of Batch
  std::uint32_t losses;    // `batch` doubles, then `batch` counts
  std::uint32_t samples;   // two buffers of three by `batch`: what a loss is made from
  std::uint32_t labels;    // two buffers of `batch`
  std::uint32_t indices;   // two buffers of `batch`
  std::uint32_t total;     // floats
};

/// The last layer is the *head*, done by one warp a sample, if it has no more outputs.
inline constexpr std::uint32_t kHeadOutputs = 10;
/// Floats from one sample's, or one column's, values for each output to the next's.
inline constexpr std::uint32_t kHeadPitch = 12;

/// Floats from one output's gradients to the next's: 16-byte aligned, spread over the banks.
constexpr std::uint32_t gradient_pitch(std::uint32_t batch) {
  return batch == 10 ? 12 : 20;
}

/// The first layer's rows [first, first + count) that block `rank` owns.
struct Slice {
  std::uint32_t first, count;
};

#ifdef __CUDACC__
__host__ __device__
#endif
    inline Slice
    slice_of(std::uint32_t rows, std::uint32_t cluster, std::uint32_t rank) {
  const std::uint32_t least = rows / cluster;
  const std::uint32_t more = rows % cluster;
  return {rank * least + (rank < more ? rank : more), least + (rank < more ? 1U : 0U)};
}

/// Fills `plan` for this size of cluster and block. False where it does not fit `shared_bytes`.
bool make_local_sgd_plan(const LocalSgdShape& shape, std::uint32_t cluster, std::uint32_t warps,
                         std::uint32_t shared_bytes, LocalSgdPlan& plan);

}  // namespace simgrad::cuda
