#pragma once

#include "sim/scenario/plan.hpp"
#include "sim/strategies/work_losses.hpp"

namespace simgrad {

/// The mean time between crashes that cost the strategy's work, 1 / Σ λ, and the mean repair after
/// one, Σ λ D / Σ λ.
///
/// Those are crashes of the hosts that hold a part of the training state alone: servers, or all
/// workers that hold parts; nobody where each worker holds a copy. The rates λ are those of the
/// failures' entries, FailureInfo::crash_rate. Infinite if there is none.
WorkLosses work_losses(const Plan& plan);

}  // namespace simgrad
