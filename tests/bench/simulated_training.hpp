#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace simgrad::bench {

/// One measured training; `parameters` are the final ones.
struct Trained {
  double wall_s = 0.0;
  double cpu_s = 0.0;
  std::vector<double> parameters;
};

/// Runs `train` in a child process.
Trained timed(const std::function<std::vector<float>()>& train);

/// All that `simgrad run` does from the first event to the last number.
/// Returns: the final parameters.
std::vector<float> simulated(const Plan& plan, const TrainingSetup& setup, Device& device,
                             const std::filesystem::path& database);

}  // namespace simgrad::bench
