#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/cli/status_line.hpp"
#include "sim/experiment/run_saves.hpp"
#include "sim/record/recorder.hpp"

namespace simgrad {

struct RunOptions {
  std::filesystem::path scenario;
  std::vector<std::string> overrides;
  std::string device = "auto";  // auto, cpu, cuda, cuda:0,1
  std::size_t threads = 0;      // 0: one per core
  std::filesystem::path out;    // empty: the scenario's name with .db, in the current folder
  RecorderOptions recording;
  SavePolicy saves{60.0, 1e9};
  std::filesystem::path resume;  // a killed run's database; then what is above but `saves` is its
  Output output = Output::kText;
};

/// Runs a scenario, or goes on with a run that was killed, and says how it went. Returns the
/// program's exit status: 0, 1 or 130.
///
/// Throws: Error for whatever the user or the machine has to mend.
int run_command(const RunOptions& options);

}  // namespace simgrad
