#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace simgrad::cpu {

/// Rows and columns of the tile that stays in registers while its sum runs.
inline constexpr std::size_t kTileRows = 6;
inline constexpr std::size_t kTileColumns = 16;

/// Of an array x, tile_rc += Σ_k x[row_r + step_k] m_kc: a product whose left matrix is gathered
/// from where it lies, as a convolution's patches are.
///
/// @param rows   kTileRows places in x
/// @param m      (steps, kTileColumns), row-major, at 64 bytes
/// @param tile   (kTileRows, kTileColumns), row-major, at 64 bytes
/// Cost: 2 · 96 · steps flop. Each element sums in the order of the steps, by fused multiply-adds.
void gathered_product(const float* x, std::span<const std::uint32_t, kTileRows> rows,
                      std::span<const std::uint32_t> steps, const float* m, float* tile);

}  // namespace simgrad::cpu
