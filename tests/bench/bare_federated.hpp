#pragma once

#include <vector>

#include "kernels/device.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad::bench {

/// A federated training's numbers without its simulation: the local trainings, aggregations and
/// evaluations that strategy `federated` submits if nothing fails or is late, all submitted ahead.
///
/// Returns: the final parameters.
std::vector<float> bare_federated(const Plan& plan, const TrainingSetup& setup, Device& device);

}  // namespace simgrad::bench
