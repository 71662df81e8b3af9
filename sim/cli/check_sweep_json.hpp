#pragma once

#include <string>

#include "sim/sweep/estimate.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// All that `simgrad check` says of a sweep, as one JSON object.
std::string check_sweep_json(const Sweep& sweep, const SweepEstimate& estimate);

}  // namespace simgrad
