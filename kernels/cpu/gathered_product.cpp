#include "kernels/cpu/gathered_product.hpp"

#include <immintrin.h>

namespace simgrad::cpu {

void gathered_product(const float* x, std::span<const std::uint32_t, kTileRows> rows,
                      std::span<const std::uint32_t> steps, const float* m, float* tile) {
  // Whole numbers of unrolled turns: else the compiler keeps the tile in memory.
  __m256 left[kTileRows];
  __m256 right[kTileRows];
  const float* row[kTileRows];
#pragma GCC unroll 6
  for (std::size_t r = 0; r < kTileRows; ++r) {
    left[r] = _mm256_load_ps(tile + r * kTileColumns);
    right[r] = _mm256_load_ps(tile + r * kTileColumns + 8);
    row[r] = x + rows[r];
  }
  for (const std::uint32_t step : steps) {
    const __m256 m_left = _mm256_load_ps(m);
    const __m256 m_right = _mm256_load_ps(m + 8);
    m += kTileColumns;
#pragma GCC unroll 6
    for (std::size_t r = 0; r < kTileRows; ++r) {
      const __m256 factor = _mm256_broadcast_ss(row[r] + step);
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

}  // namespace simgrad::cpu
