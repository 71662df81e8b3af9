#include "kernels/cuda/lane.cuh"
#include "kernels/cuda/updates.hpp"

namespace simgrad::cuda {
namespace {

__device__ std::size_t element() {
  return static_cast<std::size_t>(blockIdx.x) * kThreads + threadIdx.x;
}

/// By 16 bytes: padded arrays are whole multiples of that.
__global__ void __launch_bounds__(kThreads)
    copy_quads(const float* const* from, float* to, std::size_t quads) {
  const std::size_t i = element();
  if (i < quads) {
    reinterpret_cast<float4*>(to)[blockIdx.y * quads + i] =
        reinterpret_cast<const float4*>(from[blockIdx.y])[i];
  }
}

template <class Rule>
__global__ void __launch_bounds__(kThreads)
    apply_rule(Batches batches, const Rule* rules, std::uint32_t rule_count, float* parameters,
               const float* gradient, float* slots, std::size_t slot_stride, std::size_t count) {
  const std::size_t i = element();
  const std::uint32_t lane = blockIdx.y;
  if (i >= count || batch_of(batches, lane).rows == 0) {
    return;
  }
  const std::uint32_t step = batches.step == nullptr ? 0 : *batches.step;
  const Rule rule = rules[step < rule_count ? step : rule_count - 1];
  float* slot = slots + lane * slot_stride + i;
  rule.update(parameters[lane * count + i], gradient[lane * count + i], slot, slot + count);
}

__global__ void __launch_bounds__(kThreads)
    sum_updates(const float* const* updates, const double* factors, std::uint32_t update_count,
                float* out, std::size_t count) {
  const std::size_t i = element();
  if (i >= count) {
    return;
  }
  double sum = 0.0;
  for (std::uint32_t k = 0; k < update_count; ++k) {
    sum += factors[k] * static_cast<double>(updates[k][i]);
  }
  out[i] = static_cast<float>(sum);
}

}  // namespace

void copy_lanes(const float* const* from, float* to, std::size_t count, std::uint32_t lanes,
                cudaStream_t stream) {
  copy_quads<<<grid_of(count / 4, lanes), kThreads, 0, stream>>>(from, to, count / 4);
  check_launch("copy_lanes");
}

template <class Rule>
void apply(const Batches& batches, const Rule* rules, std::uint32_t rule_count, float* parameters,
           const float* gradient, float* slots, std::size_t slot_stride, std::size_t count,
           cudaStream_t stream) {
  apply_rule<<<grid_of(count, batches.lane_count), kThreads, 0, stream>>>(
      batches, rules, rule_count, parameters, gradient, slots, slot_stride, count);
  check_launch("apply");
}

template void apply<SgdRule>(const Batches&, const SgdRule*, std::uint32_t, float*, const float*,
                             float*, std::size_t, std::size_t, cudaStream_t);
template void apply<AdamWRule>(const Batches&, const AdamWRule*, std::uint32_t, float*,
                               const float*, float*, std::size_t, std::size_t, cudaStream_t);

void weighted_sum(const float* const* updates, const double* factors, std::uint32_t update_count,
                  float* out, std::size_t count, cudaStream_t stream) {
  sum_updates<<<grid_of(count, 1), kThreads, 0, stream>>>(updates, factors, update_count, out,
                                                          count);
  check_launch("weighted_sum");
}

}  // namespace simgrad::cuda
