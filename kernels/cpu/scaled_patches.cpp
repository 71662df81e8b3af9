#include "kernels/cpu/scaled_patches.hpp"

#include <algorithm>
#include <array>
#include <immintrin.h>
#include <utility>

#include "kernels/cpu/registers.hpp"

namespace simgrad::cpu {
namespace {

constexpr std::size_t kTile = 10;  // registers of a patch that are summed at once

struct Product {
  PatchShape shape;
  std::span<const PatchSum> sums;
  const ScaledPatch* patches;
  const float* source;
  float* target;
};

/// All sums at the tile of kRows rows and kRegisters registers whose corner source and target are.
template <std::size_t kRows, std::size_t kRegisters>
void add_tile(const Product& p, const float* source, float* target) {
  const std::size_t source_stride = p.shape.source_stride;
  const std::size_t target_stride = p.shape.target_stride;
  for (const PatchSum& sum : p.sums) {
    float* to = target + sum.offset;
    __m256 tile[kRows][kRegisters];
#pragma GCC unroll 10
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 10
      for (std::size_t i = 0; i < kRegisters; ++i) {
        tile[r][i] = _mm256_loadu_ps(to + r * target_stride + i * kLanes);
      }
    }
    for (std::uint32_t n = sum.begin; n < sum.end; ++n) {
      const __m256 factor = _mm256_broadcast_ss(&p.patches[n].factor);
      const float* from = source + p.patches[n].offset;
#pragma GCC unroll 10
      for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 10
        for (std::size_t i = 0; i < kRegisters; ++i) {
          tile[r][i] = _mm256_fmadd_ps(
              factor, _mm256_loadu_ps(from + r * source_stride + i * kLanes), tile[r][i]);
        }
      }
    }
#pragma GCC unroll 10
    for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 10
      for (std::size_t i = 0; i < kRegisters; ++i) {
        _mm256_storeu_ps(to + r * target_stride + i * kLanes, tile[r][i]);
      }
    }
  }
}

using AddTile = void (*)(const Product&, const float*, float*);

template <std::size_t kIndex>
constexpr AddTile tile_of_index() {
  constexpr std::size_t kRows = kIndex / kTile + 1;
  constexpr std::size_t kRegisters = kIndex % kTile + 1;
  if constexpr (kRows * kRegisters <= kTile) {
    return add_tile<kRows, kRegisters>;
  } else {
    return nullptr;
  }
}

template <std::size_t... kIndex>
constexpr std::array<AddTile, kTile * kTile> all_tiles(std::index_sequence<kIndex...> /*all*/) {
  return {tile_of_index<kIndex>()...};
}

constexpr auto kAddTile = all_tiles(std::make_index_sequence<kTile * kTile>());

}  // namespace

void add_scaled_patches(const PatchShape& shape, std::span<const PatchSum> sums,
                        std::span<const ScaledPatch> patches, const float* source, float* target) {
  const Product p{shape, sums, patches.data(), source, target};
  split(shape.registers, kTile, [&](std::size_t first, std::size_t width, std::size_t pieces) {
    split(shape.rows, kTile / width, [&](std::size_t row, std::size_t height, std::size_t bands) {
      const AddTile add = kAddTile[(height - 1) * kTile + width - 1];
      for (std::size_t band = 0; band < bands; ++band, row += height) {
        for (std::size_t piece = 0; piece < pieces; ++piece) {
          const std::size_t column = (first + piece * width) * kLanes;
          add(p, source + row * shape.source_stride + column,
              target + row * shape.target_stride + column);
        }
      }
    });
  });
}

}  // namespace simgrad::cpu
