#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/cli/status_line.hpp"

namespace simgrad {

struct SweepOptions {
  std::filesystem::path file;
  std::vector<std::string> overrides;  // of the scenario, for all points
  std::filesystem::path out;           // empty: the sweep's name, in the current folder
  bool resume = false;
  std::string executor = "local";  // or "slurm"
  bool dry_run = false;            // print Slurm's script, run nothing
  std::size_t jobs = 0;            // runs at a time; 0: one per core, or per GPU
  std::string device = "cpu";
  std::size_t threads = 1;  // of the CPU, of a run
  bool keep_parameters = false;
  bool verbose = false;
  Output output = Output::kText;
};

/// Runs a sweep and says how it went. Returns the program's exit status: 0 all runs finished, 1
/// some failed, 130 interrupted.
///
/// Throws: Error for whatever the user or the machine has to mend; what has ended is kept.
int sweep_command(const SweepOptions& options);

}  // namespace simgrad
