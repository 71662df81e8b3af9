#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// Spans that a run of a sweep keeps: its database is one of many.
inline constexpr std::int64_t kSpansOfSweepRun = 20'000;

/// What the process of a run has to know beside the run.
struct RunProcess {
  const Sweep& sweep;
  std::filesystem::path database;
  std::size_t threads = 1;
  bool keep_parameters = false;
};

/// Runs a plan on the CPU in the calling process, a child of start_child(). Returns the exit
/// status of `simgrad run`.
int run_here(const RunProcess& process, const Plan& plan,
             const std::shared_ptr<const Dataset>& data);

/// `simgrad run` in place of the calling process. Does not return. Throws: Error.
int run_as_program(const RunProcess& process, const std::vector<std::string>& overrides,
                   const std::string& device);

/// The words of run_as_program, from "simgrad".
std::vector<std::string> run_words(const RunProcess& process,
                                   const std::vector<std::string>& overrides,
                                   const std::string& device);

inline constexpr const char* kInterruptedRun = "interrupted by a signal";

/// Why the process of a run ended before the run did, from its status and the last line that it
/// said; "" if it came to its end.
std::string run_fault(int status, const std::filesystem::path& log, const RunLimits& limits);

/// "ended after 10 min 00 s of wall time, the limit".
std::string wall_limit_text(const RunLimits& limits);

/// Ends a run's process and what it has started, at once.
void kill_run(pid_t process);

}  // namespace simgrad
