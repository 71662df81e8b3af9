#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace simgrad::cpu {

/// A matrix in panels: kTileColumns columns row by row, then the next kTileColumns; zero behind the
/// last column. So lie the right side of a gathered product and its sums.
inline constexpr std::size_t kTileColumns = 16;
/// Rows of sums that stay in registers at once; sums have whole tiles of them.
inline constexpr std::size_t kTileRows = 6;

constexpr std::size_t in_panels(std::size_t columns) {
  return (columns + kTileColumns - 1) / kTileColumns * kTileColumns;
}
constexpr std::size_t in_tiles(std::size_t rows) {
  return (rows + kTileRows - 1) / kTileRows * kTileRows;
}

/// sums_rc += Σ_k x[rows_r + steps_k] m_kc: a product whose left side is gathered from where it
/// lies, as a convolution's patches are.
///
/// @param rows   R places in x
/// @param m      (steps, columns) in panels, at 64 bytes
/// @param sums   (in_tiles(R), columns) in panels, at 64 bytes; rows past R hold nothing of use
/// Cost: 2 R steps columns flop, of whole tiles. Each element sums in the order of the steps, by
/// fused multiply-adds: the same bits wherever the arrays lie.
void add_gathered_product(const float* x, std::span<const std::uint32_t> rows,
                          std::span<const std::uint32_t> steps, const float* m, std::size_t columns,
                          float* sums);

}  // namespace simgrad::cpu
