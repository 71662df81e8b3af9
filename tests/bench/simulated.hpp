#pragma once

#include <filesystem>
#include <vector>

#include "kernels/device.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad::bench {

/// All that `simgrad run` does from the first event to the last number. One a process.
///
/// Returns: the final parameters.
/// Throws: WrongAnswer if the run did not finish.
std::vector<float> simulated(const Plan& plan, const TrainingSetup& setup, Device& device,
                             const std::filesystem::path& database);

}  // namespace simgrad::bench
