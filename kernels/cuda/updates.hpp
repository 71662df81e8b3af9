#pragma once

#include <cstddef>

#include "kernels/cuda/batches.hpp"
#include "kernels/numerics.hpp"

/// What is done to whole arrays of parameters.
///
/// L lanes, P parameters (padded), K updates.
namespace simgrad::cuda {

/// to (L, P) ← the arrays at from[0 … L − 1].
void copy_lanes(const float* const* from, float* to, std::size_t count, std::uint32_t lanes,
                cudaStream_t stream);

/// An optimizer's step over all lanes: parameters (L, P), gradient (L, P), slots (L, S, P).
///
/// @param rules       the rule at each step, (rule_count) on the device; the last serves later
/// steps
/// @param batches     lanes that are through keep their parameters
template <class Rule>
void apply(const Batches& batches, const Rule* rules, std::uint32_t rule_count, float* parameters,
           const float* gradient, float* slots, std::size_t slot_stride, std::size_t count,
           cudaStream_t stream);

extern template void apply<SgdRule>(const Batches&, const SgdRule*, std::uint32_t, float*,
                                    const float*, float*, std::size_t, std::size_t, cudaStream_t);
extern template void apply<AdamWRule>(const Batches&, const AdamWRule*, std::uint32_t, float*,
                                      const float*, float*, std::size_t, std::size_t, cudaStream_t);

/// out = Σ_k factors[k] updates[k] (P), in double and in order, rounded once.
void weighted_sum(const float* const* updates, const double* factors, std::uint32_t update_count,
                  float* out, std::size_t count, cudaStream_t stream);

}  // namespace simgrad::cuda
