#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace simgrad::cpu {

/// Patches of `rows` rows of `registers` times eight floats, rows `source_stride` apart where they
/// are read and `target_stride` where they are added to.
struct PatchShape {
  std::size_t rows = 0;
  std::size_t registers = 0;
  std::size_t source_stride = 0;
  std::size_t target_stride = 0;
};

/// A patch of the source, times a factor.
struct ScaledPatch {
  std::uint32_t offset;
  float factor;
};

/// A patch of the target, and which of the scaled patches are added to it.
struct PatchSum {
  std::uint32_t offset;
  std::uint32_t begin;
  std::uint32_t end;
};

/// target[offset_s + i] += Σ_p factor_p source[offset_p + i] over a patch's places i, for each sum
/// s: a product with a sparse matrix of factors. Targets may overlap.
///
/// Cost: 16 registers rows flop a scaled patch. By fused multiply-adds, a sum's in the order given,
/// overlapping sums in an order that depends on the shape alone: the same bits wherever the arrays
/// lie.
void add_scaled_patches(const PatchShape& shape, std::span<const PatchSum> sums,
                        std::span<const ScaledPatch> patches, const float* source, float* target);

}  // namespace simgrad::cpu
