#include "sim/experiment/record_run.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "sim/experiment/declared_cost.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/interrupt.hpp"
#include "sim/strategies/strategy.hpp"

namespace simgrad {
namespace {

using std::chrono::steady_clock;

constexpr double kLetGoWithin_s = 60.0;

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
  row.target_accuracy = plan.stop_accuracy.value_or(kNotANumber);
  row.target_loss = plan.stop_loss.value_or(kNotANumber);
  row.planned_rounds = planned_rounds(plan);
  return row;
}

/// The simulation, from the first event to the last number.
RunSummary simulate(const Plan& plan, const TrainingSetup& setup, Device& device,
                    Recorder& recorder, const RunWatch& watch, InterruptFlag& interrupt) {
  const auto begin = steady_clock::now();
  Engine engine(plan.platform, device);
  interrupt.take_signals();
  Training training(engine, setup, &recorder);
  if (watch.on_progress) {
    training.on_progress = [&](const TrainingStatus& status) {
      watch.on_progress(status, engine.now(), engine.events());
    };
  }
  const std::string cost = declared_cost_text(setup.cost, *setup.model);
  if (!cost.empty()) {
    training.event(0.0, kDeclaredCostEvent, "model", cost);
  }
  arm_failures(plan, engine);
  const auto& strategy = plan.strategy.as<StrategyInfo>();
  if (strategy.workers_talk) {
    training.let_workers_talk();
  }
  strategy.launch(training, *plan.strategy.arguments);
  RunEnd end;
  try {
    end = engine.run();
  } catch (const Interrupted&) {
    end = {RunStatus::kInterrupted, "interrupted by the user", engine.now()};
  }
  interrupt.lower();
  training.settle();
  return {plan, end, training.status(), cost, seconds_since(begin), engine.events(), {}};
}

/// A thread of the device lets go of a value a moment after it is there, or after it has computed
/// one that nobody wants any more.
void require_no_values(const Device& device) {
  const auto begin = steady_clock::now();
  while (device.usage().live_values != 0 && seconds_since(begin) < kLetGoWithin_s) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  SIMGRAD_REQUIRE(device.usage().live_values == 0, "a run that is over holds no value");
}

}  // namespace

RunSummary record_run(const Plan& plan, const TrainingSetup& setup, const RunRecording& recording,
                      const RunWatch& watch) {
  InterruptFlag interrupt;
  const OpenedDevice opened = open_device(recording.device, recording.threads, interrupt);
  Device& device = *opened.device;
  Recorder recorder(recording.database, run_row(plan, device), recording.options);
  if (watch.on_start) {
    watch.on_start(opened);
  }
  std::optional<RunSummary> summary;
  try {
    summary.emplace(simulate(plan, setup, device, recorder, watch, interrupt));
  } catch (const std::exception& error) {
    recorder.event({.kind = kErrorEvent, .detail = error.what()});
    recorder.finish("failed", error.what(), 0.0, 0.0);
    throw;
  }
  recorder.finish(to_text(summary->end.status), summary->end.reason, summary->end.simulated_s,
                  summary->wall_s);
  require_no_values(device);
  summary->database = recording.database;
  return *summary;
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

std::string to_text(RunStatus status) {
  switch (status) {
    case RunStatus::kFinished:
      return "finished";
    case RunStatus::kFailed:
      return "failed";
    case RunStatus::kInterrupted:
      return "interrupted";
  }
  return "";
}

}  // namespace simgrad
