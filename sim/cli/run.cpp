#include "sim/cli/run.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "sim/cli/progress.hpp"
#include "sim/cli/summary.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/killed_run.hpp"
#include "sim/experiment/record_run.hpp"
#include "sim/experiment/text.hpp"
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

RunSummary run(const Plan& plan, const TrainingSetup& setup, RunRecording recording,
               const RunOptions& options) {
  Progress progress(options.output, planned_rounds(plan));
  recording.saves = options.saves;
  const RunWatch watch{[&](const OpenedDevice& opened) {
                         if (options.output == Output::kText) {
                           say_start(plan, opened);
                         }
                       },
                       [&](const TrainingStatus& status, double simulated_s, std::uint64_t events) {
                         progress.show(status, simulated_s, events);
                       },
                       [&](const std::string& note) {
                         progress.note(note);
                       }};
  return record_run(plan, setup, recording, watch);
}

RunSummary begin(const Plan& plan, const RunOptions& options) {
  check_routes(plan);
  RunRecording recording;
  recording.device = options.device;
  recording.threads = options.threads;
  recording.database = options.out.empty() ? options.scenario.stem().concat(".db") : options.out;
  recording.options = options.recording;
  return run(plan, load(plan), std::move(recording), options);
}

/// What becomes of a killed run, for people.
void say_going_on(const KilledRun& killed) {
  const std::string line =
      killed.cut() ? fmt::format("{}: goes on after {} of wall time\n", killed.path().string(),
                                 duration_text(killed.cut()->wall_s))
                   : fmt::format("{}: was not saved yet and begins anew\n", killed.path().string());
  std::fputs(line.c_str(), stderr);
}

RunSummary go_on(const KilledRun& killed, const Plan& plan, const RunOptions& options) {
  check_routes(plan);
  TrainingSetup setup = load(plan);
  killed.check_inputs(plan, *setup.data);
  setup.spent_wall_s = killed.cut() ? killed.cut()->wall_s : 0.0;
  if (options.output == Output::kText) {
    say_going_on(killed);
  }
  return run(plan, setup, killed.recording(), options);
}

int say_end(const RunSummary& summary, const RunOptions& options) {
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

}  // namespace

int run_command(const RunOptions& options) {
  if (!options.resume.empty()) {
    const KilledRun killed(options.resume);
    const Plan plan = killed.plan();
    return say_end(go_on(killed, plan, options), options);
  }
  if (is_sweep_file(options.scenario)) {
    throw Error(fmt::format("{0}: this is a sweep, a scenario was expected: simgrad sweep {0}",
                            options.scenario.string()));
  }
  const Plan plan = read_scenario(options.scenario, options.overrides);
  return say_end(begin(plan, options), options);
}

}  // namespace simgrad
