#pragma once

#include <string>
#include <vector>

#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// The shortest ends of dotted keys that tell them apart: "latency", "local.batch_size".
std::vector<std::string> short_keys(const std::vector<std::string>& keys);

/// A point as people read it: "latency 10 ms, strategy FedAvg".
///
/// @param names  one a value: short_keys of the axes
std::string point_text(const SweepPoint& point, const std::vector<std::string>& names);

}  // namespace simgrad
