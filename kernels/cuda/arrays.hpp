#pragma once

#include <cstddef>
#include <cstdint>

#include <cuda_runtime_api.h>

#include "kernels/numerics.hpp"

/// What is done to arrays as such, by the text that the CPU has: every lane has arrays of its own.
///
/// L lanes; lane c's result starts at out + c · out_stride, `count` >= 1 floats.
namespace simgrad::cuda {

/// A term of a linear combination: a factor times an array on the device.
struct ScaledArray {
  const float* data = nullptr;
  double factor = 1.0;
};

/// out ← Σ_k factor_k data_k over the lane's terms, in double and in their order, rounded once.
///
/// @param terms  all lanes' after one another, on the device
/// @param ends   (L) where each lane's terms end there, on the device
void combine(const ScaledArray* terms, const std::uint32_t* ends, std::uint32_t lanes, float* out,
             std::size_t out_stride, std::size_t count, cudaStream_t stream);

/// out ← each lane's numbers as bfloat16 can say them.
///
/// @param from  (L) arrays on the device
void round_to_bfloat16(const float* const* from, std::uint32_t lanes, float* out,
                       std::size_t out_stride, std::size_t count, cudaStream_t stream);

/// out ← each lane's numbers as int8 can say them, by a scale of the lane's own.
///
/// @param scales  (L) scratch
void round_to_int8(const float* const* from, std::uint32_t lanes, float* scales, float* out,
                   std::size_t out_stride, std::size_t count, cudaStream_t stream);

}  // namespace simgrad::cuda
