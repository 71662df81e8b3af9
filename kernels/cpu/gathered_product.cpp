#include "kernels/cpu/gathered_product.hpp"

#include <algorithm>
#include <array>
#include <immintrin.h>

namespace simgrad::cpu {
namespace {

/// Steps before the next tile's turn: what they touch stays in the first cache.
constexpr std::size_t kStepBlock = 256;

using TileRows = std::array<const float*, kTileRows>;

/// One tile (kTileRows, kTileColumns). Its loops are unrolled whole: else the compiler keeps the
/// tile in memory.
void add_tile(const TileRows& rows, std::span<const std::uint32_t> steps, const float* m,
              float* tile) {
  __m256 left[kTileRows];
  __m256 right[kTileRows];
#pragma GCC unroll 6
  for (std::size_t r = 0; r < kTileRows; ++r) {
    left[r] = _mm256_load_ps(tile + r * kTileColumns);
    right[r] = _mm256_load_ps(tile + r * kTileColumns + 8);
  }
  for (const std::uint32_t step : steps) {
    const __m256 m_left = _mm256_load_ps(m);
    const __m256 m_right = _mm256_load_ps(m + 8);
    m += kTileColumns;
#pragma GCC unroll 6
    for (std::size_t r = 0; r < kTileRows; ++r) {
      const __m256 factor = _mm256_broadcast_ss(rows[r] + step);
      left[r] = _mm256_fmadd_ps(factor, m_left, left[r]);
      right[r] = _mm256_fmadd_ps(factor, m_right, right[r]);
    }
  }
#pragma GCC unroll 6
  for (std::size_t r = 0; r < kTileRows; ++r) {
    _mm256_store_ps(tile + r * kTileColumns, left[r]);
    _mm256_store_ps(tile + r * kTileColumns + 8, right[r]);
  }
}

void add_panel(const float* x, std::span<const std::uint32_t> rows,
               std::span<const std::uint32_t> steps, const float* m, float* sums) {
  TileRows tile_rows;
  for (std::size_t row = 0; row < rows.size(); row += kTileRows) {
    for (std::size_t r = 0; r < kTileRows; ++r) {
      tile_rows[r] = x + rows[std::min(row + r, rows.size() - 1)];
    }
    add_tile(tile_rows, steps, m, sums + row * kTileColumns);
  }
}

}  // namespace

void add_gathered_product(const float* x, std::span<const std::uint32_t> rows,
                          std::span<const std::uint32_t> steps, const float* m, std::size_t columns,
                          float* sums) {
  for (std::size_t column = 0; column < columns; column += kTileColumns) {
    for (std::size_t step = 0; step < steps.size(); step += kStepBlock) {
      const std::size_t count = std::min(kStepBlock, steps.size() - step);
      add_panel(x, rows, steps.subspan(step, count), m + step * kTileColumns, sums);
    }
    m += steps.size() * kTileColumns;
    sums += in_tiles(rows.size()) * kTileColumns;
  }
}

}  // namespace simgrad::cpu
