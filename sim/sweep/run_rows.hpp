#pragma once

#include <string>
#include <vector>

#include "sim/record/rows.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// The rows of table `point` of a run: one an axis, and the seed.
std::vector<PointRow> point_rows(const Sweep& sweep, const SweepRun& run);

/// The row of table `run` of a run that broke off, without its times.
RunRow broken_row(const Sweep& sweep, const SweepRun& run, const std::string& reason);

/// "latency 50 ms, strategy FedAvg, seed 3": a run's values for people.
std::string run_text(const Sweep& sweep, const SweepRun& run);

}  // namespace simgrad
