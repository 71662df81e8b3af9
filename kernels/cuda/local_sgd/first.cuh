#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd/block.cuh"
#include "kernels/cuda/local_sgd/tile.cuh"
#include "kernels/numerics.hpp"

/// The first layer's products.
namespace simgrad::cuda {

inline constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

/// Sums of a pair of samples over the warp; lanes with bit 0 end with the row at place 2 of a half.
/// @param odd  the lane's number is
/// @param at   where it stores, or kNowhere
__device__ __forceinline__ void store_warp_sums(float (&sum)[kTileRows][2], bool odd,
                                                std::uint32_t at, float* to) {
  float half[5][2];
  float one[5];
#pragma unroll
  for (int j = 0; j < 5; ++j) {
    half[j][0] = sum[j][0] + shuffle_xor(sum[j + 5][0], 16);
    half[j][1] = sum[j][1] + shuffle_xor(sum[j + 5][1], 16);
  }
#pragma unroll
  for (int j = 0; j < 5; ++j) {
    one[j] = half[j][0] + shuffle_xor(half[j][1], 8);
  }
  const float a = one[0] + shuffle_xor(one[3], 4);
  const float b = one[1] + shuffle_xor(one[4], 4);
  float middle = one[2] + shuffle_xor(one[2], 4);
  float outer = a + shuffle_xor(b, 2);
  middle += shuffle_xor(middle, 2);
  outer += shuffle_xor(outer, 1);
  middle += shuffle_xor(middle, 1);

  if (at != kNowhere) {
    to[at] = odd ? middle : outer;
  }
}

/// Where in a pair's sums this lane's value goes.
__device__ __forceinline__ std::uint32_t place_of_sum(const Block& block, const Tile& tile) {
  const std::uint32_t lane = block.lane();
  const bool odd = (lane & 1) != 0;
  const std::uint32_t row =
      tile.group * kTileRows + (odd ? (tile.variant >> 2) * 5 + 2 : tile_row(0, tile.variant));
  const bool stores = (!odd || (lane & 6) == 0) && row < block.rows().count;
  return stores ? tile.swap * block.plan.layers[0].output_pitch + row : kNowhere;
}

/// @param rows  of the tile that the block has
__device__ __forceinline__ void store_lane_sums(float (&sum)[kTileRows][2], std::uint32_t rows,
                                                std::uint32_t pitch, float* to) {
#pragma unroll
  for (std::uint32_t j = 0; j < kTileRows; ++j) {
    if (j < rows) {
      to[j] = sum[j][0];
      to[pitch + j] = sum[j][1];
    }
  }
}

/// This warp's part of W x for each sample: (chunks + tails, N, output_pitch).
/// @param x  the batch (kBatch, input_pitch)
template <int kBatch>
__device__ __forceinline__ void multiply_first(const Block& block, const TileWeights& w,
                                               const float* x) {
  const Tile tile = make_tile(block);
  if (!tile.warp_works) {
    return;
  }
  const LocalSgdPlan& plan = block.plan;
  const std::uint32_t pitch = plan.layers[0].output_pitch;
  float* to = block.shared + plan.scratch + tile.partial * kBatch * pitch;
  const bool odd = (block.lane() & 1) != 0;
  std::uint32_t at = 0;  // of a tail lane: its rows
  if (tile.full) {
    at = place_of_sum(block, tile);
  } else if (tile.works) {
    at = block.rows().count - tile.group * kTileRows;
  }
  const float* first = x + tile.swap * plan.input_pitch;
  const float* second = x + (1 - tile.swap) * plan.input_pitch;
  float4 a = load4(first + 4 * tile.quad[0]);
  float4 b = load4(second + 4 * tile.quad[0]);
#pragma unroll 1
  for (int n = 0; n < kBatch; n += 2) {
    float sum[kTileRows][2] = {};
#pragma unroll
    for (int v = 0; v < 2; ++v) {
#pragma unroll
      for (int j = 0; j < static_cast<int>(kTileRows); ++j) {
        sum[j][0] = dot(w[j][v], a, sum[j][0]);
        sum[j][1] = dot(w[j][v], b, sum[j][1]);
      }
      const std::uint32_t ahead = v == 1 && n + 2 < kBatch ? 2 * plan.input_pitch : 0;
      a = load4(first + ahead + 4 * tile.quad[1 - v]);
      b = load4(second + ahead + 4 * tile.quad[1 - v]);
    }
    if (tile.full) {
      store_warp_sums(sum, odd, at, to);
    } else {
      store_lane_sums(sum, at, pitch, to + tile.group * kTileRows);
    }
    to += 2 * pitch;
    first += 2 * plan.input_pitch;
    second += 2 * plan.input_pitch;
  }
}

/// y = relu?(Σ parts + b) of the block's rows, row n by warp n; zero past them.
template <int kBatch, int kThreads>
__device__ __forceinline__ void finish_first(const Block& block) {
  const LocalSgdPlan& plan = block.plan;
  const DensePlan& layer = plan.layers[0];
  const std::uint32_t pitch = layer.output_pitch;
  const std::uint32_t parts = plan.chunks + plan.tails;
  for (std::uint32_t n = block.warp(); n < kBatch; n += kThreads / 32) {
#pragma unroll 1
    for (std::uint32_t row = 4 * block.lane(); row < pitch; row += 128) {
      const float* from = block.shared + plan.scratch + n * pitch + row;
      float4 sum = load4(block.shared + layer.bias + row);
#pragma unroll 5
      for (std::uint32_t part = 0; part < parts; ++part) {
        add_scaled(sum, 1.0F, load4(from + part * kBatch * pitch));
      }
      if (layer.relu != 0) {
        sum = make_float4(relu(sum.x), relu(sum.y), relu(sum.z), relu(sum.w));
      }
      const std::uint32_t rows = block.rows().count;
      sum = make_float4(row < rows ? sum.x : 0.0F, row + 1 < rows ? sum.y : 0.0F,
                        row + 2 < rows ? sum.z : 0.0F, row + 3 < rows ? sum.w : 0.0F);
      store4(block.shared + layer.output + n * pitch + row, sum);
    }
  }
}

/// −η ∂loss/∂y of one row and sample, before spread_first_gradient(); in place of the first part of
/// sums.
__device__ __forceinline__ float& first_gradient(const Block& block, std::uint32_t row,
                                                 std::uint32_t n) {
  const LocalSgdPlan& plan = block.plan;
  return block.shared[plan.scratch + n * plan.layers[0].output_pitch + row];
}

/// Keeps a sample's gradients in each order that lanes want the rows of a tile in, four lanes an
/// order. By one warp.
template <int kBatch>
__device__ __forceinline__ void spread_first_gradient(const Block& block, std::uint32_t n) {
  const LocalSgdPlan& plan = block.plan;
  const std::uint32_t lane = block.lane();
  const std::uint32_t rows = block.rows().count;
  const float* from = &first_gradient(block, 0, n);
  float* to = block.shared + plan.layers[0].gradient + n * 96 + lane;
  std::uint32_t row[3];
#pragma unroll
  for (std::uint32_t quad = 0; quad < 3; ++quad) {
    const std::uint32_t j = 4 * quad + lane % 4;
    row[quad] = j < kTileRows ? tile_row(j, lane / 4) : rows;
  }
#pragma unroll 1
  for (std::uint32_t group = 0; group < plan.groups.value; ++group) {
#pragma unroll
    for (std::uint32_t quad = 0; quad < 3; ++quad) {
      to[32 * quad] = row[quad] < rows ? from[row[quad]] : 0.0F;
      row[quad] += kTileRows;
    }
    to += kBatch * 96;
  }
}

/// One sample's, each loaded while another's are used.
struct UpdateOperands {
  float4 x[2];
  float factor[kTileRows];
};

/// @param d  of the tile's order of rows
__device__ __forceinline__ void load_operands(const float* x, const Tile& tile, const float* d,
                                              UpdateOperands& to) {
  to.x[0] = load4(x + 4 * tile.quad[0]);
  to.x[1] = load4(x + 4 * tile.quad[1]);
  const float4 d0 = load4(d);
  const float4 d1 = load4(d + 32);
  const float2 d2 = load2(d + 64);
  const float factor[kTileRows] = {d0.x, d0.y, d0.z, d0.w, d1.x, d1.y, d1.z, d1.w, d2.x, d2.y};
#pragma unroll
  for (int j = 0; j < static_cast<int>(kTileRows); ++j) {
    to.factor[j] = factor[j];
  }
}

/// W += (−η δ) xᵀ.
template <int kBatch>
__device__ __forceinline__ void update_first(const Block& block, const float* x, TileWeights& w) {
  const Tile tile = make_tile(block);
  if (!tile.warp_works) {
    return;
  }
  const LocalSgdPlan& plan = block.plan;
  const float* d =
      block.shared + plan.layers[0].gradient + tile.group * kBatch * 96 + tile.variant * 4;
  UpdateOperands now;
  load_operands(x, tile, d, now);
#pragma unroll 2
  for (int n = 0; n < kBatch; ++n) {
    x += n + 1 < kBatch ? plan.input_pitch : 0;
    d += n + 1 < kBatch ? 96 : 0;
    UpdateOperands next;
    load_operands(x, tile, d, next);
#pragma unroll
    for (int j = 0; j < static_cast<int>(kTileRows); ++j) {
      add_scaled(w[j][0], now.factor[j], now.x[0]);
      add_scaled(w[j][1], now.factor[j], now.x[1]);
    }
    now = next;
  }
}

/// b += Σ_n (−η δ_n).
template <int kBatch>
__device__ __forceinline__ void update_first_bias(const Block& block) {
  const std::uint32_t row = block.thread();
  if (row >= block.rows().count) {
    return;
  }
  float sum = 0.0F;
#pragma unroll
  for (int n = 0; n < kBatch; ++n) {
    sum += first_gradient(block, row, n);
  }
  block.shared[block.plan.layers[0].bias + row] += sum;
}

}  // namespace simgrad::cuda
