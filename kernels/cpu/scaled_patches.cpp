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

/// kRows rows of kRegisters registers. Its loops are unrolled whole: else the compiler keeps the
/// tile in memory.
template <std::size_t kRows, std::size_t kRegisters>
class Tile {
 public:
  [[gnu::always_inline]] Tile(const float* from, std::size_t stride) {
#pragma GCC unroll 10
    for (std::size_t i = 0; i < kCount; ++i) {
      registers_[i] = _mm256_loadu_ps(at(from, stride, i));
    }
  }
  [[gnu::always_inline]] void add(__m256 factor, const float* from, std::size_t stride) {
#pragma GCC unroll 10
    for (std::size_t i = 0; i < kCount; ++i) {
      registers_[i] = _mm256_fmadd_ps(factor, _mm256_loadu_ps(at(from, stride, i)), registers_[i]);
    }
  }
  [[gnu::always_inline]] void store(float* to, std::size_t stride) const {
#pragma GCC unroll 10
    for (std::size_t i = 0; i < kCount; ++i) {
      _mm256_storeu_ps(at(to, stride, i), registers_[i]);
    }
  }

 private:
  static constexpr std::size_t kCount = kRows * kRegisters;
  template <class Float>
  [[gnu::always_inline]] static Float* at(Float* corner, std::size_t stride, std::size_t i) {
    return corner + i / kRegisters * stride + i % kRegisters * kLanes;
  }

  __m256 registers_[kCount];
};

/// All sums at one tile of the patches, whose corner source and target are.
template <std::size_t kRows, std::size_t kRegisters>
void add_tile(const Product& p, const float* source, float* target) {
  const std::size_t source_stride = p.shape.source_stride;
  const std::size_t target_stride = p.shape.target_stride;
  for (const PatchSum& sum : p.sums) {
    float* to = target + sum.offset;
    Tile<kRows, kRegisters> tile(to, target_stride);
    for (std::uint32_t n = sum.begin; n < sum.end; ++n) {
      tile.add(_mm256_broadcast_ss(&p.patches[n].factor), source + p.patches[n].offset,
               source_stride);
    }
    tile.store(to, target_stride);
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

/// All rows of the tiles of `width` registers from a patch's column on.
void add_column(const Product& p, std::size_t column, std::size_t width) {
  const PatchShape& shape = p.shape;
  split(shape.rows, kTile / width, [&](std::size_t first, std::size_t height, std::size_t tiles) {
    const AddTile add = kAddTile[(height - 1) * kTile + width - 1];
    for (std::size_t tile = 0; tile < tiles; ++tile) {
      const std::size_t row = first + tile * height;
      add(p, p.source + row * shape.source_stride + column,
          p.target + row * shape.target_stride + column);
    }
  });
}

}  // namespace

void add_scaled_patches(const PatchShape& shape, std::span<const PatchSum> sums,
                        std::span<const ScaledPatch> patches, const float* source, float* target) {
  const Product p{shape, sums, patches.data(), source, target};
  split(shape.registers, kTile, [&](std::size_t first, std::size_t width, std::size_t pieces) {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      add_column(p, (first + piece * width) * kLanes, width);
    }
  });
}

}  // namespace simgrad::cpu
