#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cuda/local_sgd/block.cuh"

/// The first layer, its weights in registers.
///
/// A *full* warp has kTileRows rows of a chunk of columns, two quads a lane; sums over its lanes
/// halve what is left at each exchange, as each lane keeps other rows and another sample. So that
/// registers are indexed by constants, lanes hold the rows in other orders and take the samples of
/// a pair in other orders. What columns are left go to *tail* lanes, which keep their own sums.
namespace simgrad::cuda {

struct Tile {
  std::uint32_t group;    // rows [group * kTileRows, + kTileRows) of the block's
  std::uint32_t quad[2];  // columns
  std::uint32_t partial;  // whose sums this lane's are
  std::uint32_t variant;  // order of the rows: bit 2 swaps the halves, bit 1 and 0 as in tile_row
  std::uint32_t swap;     // takes the second sample of a pair first
  bool full, works, warp_works;
};

__device__ inline Tile make_tile(const Block& block) {
  const LocalSgdPlan& plan = block.plan;
  const std::uint32_t warp = block.warp();
  const std::uint32_t lane = block.lane();
  const std::uint32_t full_warps = plan.groups.value * plan.chunks;
  Tile tile{};
  if (warp < full_warps) {
    tile.full = tile.works = tile.warp_works = true;
    tile.partial = quotient(warp, plan.groups);
    tile.group = warp - tile.partial * plan.groups.value;
    tile.quad[0] = tile.partial * kChunkQuads + lane;
    tile.quad[1] = tile.quad[0] + 32;
    tile.variant = (lane >> 4) * 4 + ((lane >> 2) & 1) * 2 + ((lane >> 1) & 1);
    tile.swap = (lane >> 3) & 1;
    return tile;
  }
  const std::uint32_t index = block.thread() - full_warps * 32;
  tile.works = index < plan.groups.value * plan.tails;
  tile.warp_works = index - lane < plan.groups.value * plan.tails;
  if (tile.works) {
    const std::uint32_t tail = index % plan.tails;
    tile.group = index / plan.tails;
    tile.partial = plan.chunks + tail;
    tile.quad[0] = plan.chunks * kChunkQuads + 2 * tail;
    tile.quad[1] = tile.quad[0] + 1;
  }
  return tile;
}

/// The row, of kTileRows, in register row `j`; also the register row that holds row `j`.
__device__ inline std::uint32_t tile_row(std::uint32_t j, std::uint32_t variant) {
  const std::uint32_t half = (j >= 5 ? 1U : 0U) ^ (variant >> 2);
  const std::uint32_t place = j % 5;
  if (place == 2) {
    return half * 5 + 2;
  }
  const std::uint32_t high = (place > 2 ? 1U : 0U) ^ ((variant >> 1) & 1);
  const std::uint32_t low = (place > 2 ? place - 3 : place) ^ (variant & 1);
  return half * 5 + high * 3 + low;
}

using TileWeights = float4[kTileRows][2];

template <class Visit>
__device__ __forceinline__ void for_tile(const Block& block, const Tile& tile, Visit&& visit) {
#pragma unroll
  for (int j = 0; j < static_cast<int>(kTileRows); ++j) {
    const std::uint32_t row = tile.group * kTileRows + tile_row(j, tile.variant);
    if (row >= block.rows().count || !tile.works) {
      continue;
    }
#pragma unroll
    for (int v = 0; v < 2; ++v) {
      visit(j, v, block.rows().first + row, 4 * tile.quad[v]);
    }
  }
}

__device__ __forceinline__ void load_tile(const Block& block, const Tile& tile, const float* from,
                                          TileWeights& w) {
  const DensePlan& layer = block.plan.layers[0];
#pragma unroll
  for (int j = 0; j < static_cast<int>(kTileRows); ++j) {
    w[j][0] = w[j][1] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
  }
  for_tile(block, tile, [&](int j, int v, std::uint32_t row, std::uint32_t column) {
    const float* at = from + layer.weight_offset + std::size_t{row} * layer.inputs + column;
    if (layer.inputs % 4 == 0) {
      if (column < layer.inputs) {
        w[j][v] = load4(at);
      }
      return;
    }
    w[j][v].x = column < layer.inputs ? at[0] : 0.0F;
    w[j][v].y = column + 1 < layer.inputs ? at[1] : 0.0F;
    w[j][v].z = column + 2 < layer.inputs ? at[2] : 0.0F;
    w[j][v].w = column + 3 < layer.inputs ? at[3] : 0.0F;
  });
}

__device__ __forceinline__ void store_tile(const Block& block, const Tile& tile,
                                           const TileWeights& w, float* to) {
  const DensePlan& layer = block.plan.layers[0];
  for_tile(block, tile, [&](int j, int v, std::uint32_t row, std::uint32_t column) {
    float* at = to + layer.weight_offset + std::size_t{row} * layer.inputs + column;
    if (layer.inputs % 4 == 0) {
      if (column < layer.inputs) {
        store4(at, w[j][v]);
      }
      return;
    }
    const float values[4] = {w[j][v].x, w[j][v].y, w[j][v].z, w[j][v].w};
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      if (column + i < layer.inputs) {
        at[i] = values[i];
      }
    }
  });
}

}  // namespace simgrad::cuda
