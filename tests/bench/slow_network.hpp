#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"

namespace simgrad::bench {

/// One SGD step by loops in double precision, w ← w − η/N Σ_i ∇ loss(w; x_i): obvious, slow, and
/// none of the kernels' code.
///
/// @param w  padded_count() parameters, updated
/// Returns: the samples' losses before the step, summed.
double slow_sgd_step(const Model& model, const Samples& data, std::span<const std::uint32_t> batch,
                     double learning_rate, std::vector<double>& w);

}  // namespace simgrad::bench
