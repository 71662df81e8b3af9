#pragma once

#include <string>

#include "sim/results/sweep_results.hpp"

namespace simgrad {

/// The report of a sweep, a whole HTML page.
///
/// @param name  of the database, for a sweep without a title
/// Cost: under a second for a thousand runs, once they are read.
std::string sweep_page(const SweepResults& results, const std::string& name);

}  // namespace simgrad
