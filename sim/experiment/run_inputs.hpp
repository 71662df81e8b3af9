#pragma once

#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "sim/record/saved_state.hpp"
#include "sim/scenario/plan.hpp"

/// What stands for the files and data that a run reads, so that going on with it can see whether
/// they are still the same.
namespace simgrad {

/// The regular files that a plan names, in order, each once.
///
/// Throws: Error if one cannot be read.
std::vector<SavedInput> file_inputs(const Plan& plan);

/// The data set as it was loaded: features, labels and groups.
SavedInput data_input(const Dataset& data);

}  // namespace simgrad
