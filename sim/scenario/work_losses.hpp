#pragma once

#include "sim/scenario/plan.hpp"
#include "sim/strategies/work_losses.hpp"

namespace simgrad {

/// The mean time between crashes that cost the strategy's work, 1 / Σ_h λ_h, and the mean repair
/// after one, Σ_h λ_h D_h / Σ_h λ_h.
///
/// h goes over the hosts that hold a part of the training state alone: servers, or all workers that
/// hold parts; nobody where each worker holds a copy. λ_h is 1 / mean of `time_to_failure`, summed
/// over the host_crash entries that hit h. Infinite if there is none.
WorkLosses work_losses(const Plan& plan);

}  // namespace simgrad
