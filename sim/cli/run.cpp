#include "sim/cli/run.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "sim/cli/progress.hpp"
#include "sim/cli/summary.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/record_run.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {
namespace {

/// What the run is and where it computes, for people.
void say_start(const Plan& plan, const OpenedDevice& opened) {
  const std::string line =
      fmt::format("{}: {} workers, on {}\n", plan.title.empty() ? plan.path.string() : plan.title,
                  plan.workers.size(), opened.text);
  std::fputs(line.c_str(), stderr);
}

RunSummary run(const Plan& plan, const RunOptions& options) {
  const TrainingSetup setup = load(plan);
  Progress progress(options.output, planned_rounds(plan));
  RunRecording recording{options.device, options.threads, options.out, options.recording};
  if (options.out.empty()) {
    recording.database = options.scenario.stem().concat(".db");
  }
  const RunWatch watch{[&](const OpenedDevice& opened) {
                         if (options.output == Output::kText) {
                           say_start(plan, opened);
                         }
                       },
                       [&](const TrainingStatus& status, double simulated_s, std::uint64_t events) {
                         progress.show(status, simulated_s, events);
                       }};
  return record_run(plan, setup, recording, watch);
}

}  // namespace

int run_command(const RunOptions& options) {
  if (is_sweep_file(options.scenario)) {
    throw Error(fmt::format("{0}: this is a sweep, a scenario was expected: simgrad sweep {0}",
                            options.scenario.string()));
  }
  const Plan plan = read_scenario(options.scenario, options.overrides);
  check_routes(plan);
  const RunSummary summary = run(plan, options);
  if (options.output == Output::kText) {
    fmt::print("{}", summary_text(summary));
  } else if (options.output == Output::kJson) {
    fmt::print("{}", summary_json(summary));
  }
  if (summary.end.status == RunStatus::kFailed && options.output == Output::kQuiet) {
    std::fputs(fmt::format("simgrad: failed: {}\n", summary.end.reason).c_str(), stderr);
  }
  return exit_status(summary.end.status);
}

}  // namespace simgrad
