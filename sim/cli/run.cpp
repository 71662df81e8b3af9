#include "sim/cli/run.hpp"

#include <chrono>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "sim/cli/summary.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/interrupt.hpp"
#include "sim/experiment/open_device.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {
namespace {

using std::chrono::steady_clock;

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

std::string lines(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    text += item + "\n";
  }
  return text;
}

RunRow run_row(const Plan& plan, const Device& device) {
  RunRow row;
  row.title = plan.title;
  row.scenario = plan.text;
  row.overrides = lines(plan.overrides);
  row.seed = static_cast<std::int64_t>(plan.seed);
  row.version = SIMGRAD_VERSION;
  row.device = device.name();
  row.instruction_set = device.instruction_set();
  row.threads = static_cast<std::int64_t>(device.threads());
  row.network_model = std::string(plan.platform.network_model.info->name);
  return row;
}

int exit_status(RunStatus status) {
  switch (status) {
    case RunStatus::kFinished:
      return 0;
    case RunStatus::kFailed:
      return 1;
    case RunStatus::kInterrupted:
      return 130;
  }
  return 3;
}

/// The simulation, from the first event to the last number.
RunSummary simulate(const Plan& plan, const TrainingSetup& setup, Device& device,
                    Recorder& recorder, Progress& progress, InterruptFlag& interrupt) {
  const auto begin = steady_clock::now();
  Engine engine(plan.platform, device);
  interrupt.take_signals();
  Training training(engine, setup, &recorder);
  training.on_progress = [&](const TrainingStatus& status) {
    progress.show(status, engine.now(), engine.events());
  };
  arm_failures(plan, engine);
  plan.strategy.as<StrategyInfo>().launch(training, *plan.strategy.arguments);
  RunEnd end;
  try {
    end = engine.run();
  } catch (const Interrupted&) {
    end = {RunStatus::kInterrupted, "interrupted by the user", engine.now()};
  }
  interrupt.lower();
  training.settle();
  return {plan, end, training.status(), seconds_since(begin), engine.events(), {}};
}

}  // namespace

int run_command(const RunOptions& options) {
  if (is_sweep_file(options.scenario)) {
    throw Error(fmt::format("{0}: this is a sweep, a scenario was expected: simgrad sweep {0}",
                            options.scenario.string()));
  }
  const Plan plan = read_scenario(options.scenario, options.overrides);
  check_routes(plan);
  const TrainingSetup setup = load(plan);

  const std::filesystem::path database =
      options.out.empty() ? options.scenario.stem().concat(".db") : options.out;
  InterruptFlag interrupt;
  const OpenedDevice opened = open_device(options.device, options.threads, interrupt);
  const std::unique_ptr<Device>& device = opened.device;
  Recorder recorder(database, run_row(plan, *device));
  Progress progress(options.output, planned_rounds(plan));
  if (options.output == Output::kText) {
    const std::string line = fmt::format(
        "{}: {} workers, on {}\n", plan.title.empty() ? options.scenario.string() : plan.title,
        plan.workers.size(), opened.text);
    std::fputs(line.c_str(), stderr);
  }
  std::optional<RunSummary> summary;
  try {
    summary.emplace(simulate(plan, setup, *device, recorder, progress, interrupt));
  } catch (const std::exception& error) {
    progress.clear();
    recorder.finish("failed", error.what(), 0.0, 0.0);
    throw;
  }
  progress.clear();
  recorder.finish(to_text(summary->end.status), summary->end.reason, summary->end.simulated_s,
                  summary->wall_s);
  SIMGRAD_REQUIRE(device->usage().live_values == 0, "a run that is over holds no value");
  summary->database = database;
  if (options.output == Output::kText) {
    fmt::print("{}", summary_text(*summary));
  } else if (options.output == Output::kJson) {
    fmt::print("{}", summary_json(*summary));
  }
  if (summary->end.status == RunStatus::kFailed && options.output == Output::kQuiet) {
    std::fputs(fmt::format("simgrad: failed: {}\n", summary->end.reason).c_str(), stderr);
  }
  return exit_status(summary->end.status);
}

}  // namespace simgrad
