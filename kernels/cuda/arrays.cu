#include "kernels/cuda/arrays.hpp"
#include "kernels/cuda/lane.cuh"

namespace simgrad::cuda {
namespace {

constexpr unsigned kScaleThreads = 1024;

__device__ std::size_t element() {
  return static_cast<std::size_t>(blockIdx.x) * kThreads + threadIdx.x;
}

/// Sums begin with the first term, not with zero: −0 stays −0.
__global__ void __launch_bounds__(kThreads)
    combine_terms(const ScaledArray* terms, const std::uint32_t* ends, float* out,
                  std::size_t out_stride, std::size_t count) {
  const std::size_t i = element();
  const std::uint32_t lane = blockIdx.y;
  if (i >= count) {
    return;
  }
  const std::uint32_t first = lane == 0 ? 0 : ends[lane - 1];
  double sum = terms[first].factor * static_cast<double>(terms[first].data[i]);
  for (std::uint32_t k = first + 1; k < ends[lane]; ++k) {
    sum += terms[k].factor * static_cast<double>(terms[k].data[i]);
  }
  out[lane * out_stride + i] = static_cast<float>(sum);
}

__global__ void __launch_bounds__(kThreads)
    round_bfloat16(const float* const* from, float* out, std::size_t out_stride,
                   std::size_t count) {
  const std::size_t i = element();
  if (i < count) {
    out[blockIdx.y * out_stride + i] = simgrad::round_to_bfloat16(from[blockIdx.y][i]);
  }
}

/// A block a lane. The largest is the same in any order.
__global__ void __launch_bounds__(kScaleThreads)
    find_scales(const float* const* from, float* scales, std::size_t count) {
  __shared__ float shared[kScaleThreads];
  const float* numbers = from[blockIdx.x];
  float largest = 0.0F;
  for (std::size_t i = threadIdx.x; i < count; i += kScaleThreads) {
    largest = larger_magnitude(largest, numbers[i]);
  }
  shared[threadIdx.x] = largest;
  for (unsigned half = kScaleThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      shared[threadIdx.x] = larger_magnitude(shared[threadIdx.x], shared[threadIdx.x + half]);
    }
  }
  if (threadIdx.x == 0) {
    scales[blockIdx.x] = int8_scale(shared[0]);
  }
}

__global__ void __launch_bounds__(kThreads)
    round_int8(const float* const* from, const float* scales, float* out, std::size_t out_stride,
               std::size_t count) {
  const std::size_t i = element();
  if (i < count) {
    out[blockIdx.y * out_stride + i] =
        simgrad::round_to_int8(from[blockIdx.y][i], scales[blockIdx.y]);
  }
}

}  // namespace

void combine(const ScaledArray* terms, const std::uint32_t* ends, std::uint32_t lanes, float* out,
             std::size_t out_stride, std::size_t count, cudaStream_t stream) {
  combine_terms<<<grid_of(count, lanes), kThreads, 0, stream>>>(terms, ends, out, out_stride,
                                                                count);
  check_launch("combine");
}

void round_to_bfloat16(const float* const* from, std::uint32_t lanes, float* out,
                       std::size_t out_stride, std::size_t count, cudaStream_t stream) {
  round_bfloat16<<<grid_of(count, lanes), kThreads, 0, stream>>>(from, out, out_stride, count);
  check_launch("round_to_bfloat16");
}

void round_to_int8(const float* const* from, std::uint32_t lanes, float* scales, float* out,
                   std::size_t out_stride, std::size_t count, cudaStream_t stream) {
  find_scales<<<lanes, kScaleThreads, 0, stream>>>(from, scales, count);
  check_launch("round_to_int8, scales");
  round_int8<<<grid_of(count, lanes), kThreads, 0, stream>>>(from, scales, out, out_stride, count);
  check_launch("round_to_int8");
}

}  // namespace simgrad::cuda
