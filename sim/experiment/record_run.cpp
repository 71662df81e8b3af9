#include "sim/experiment/record_run.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "sim/experiment/declared_cost.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/interrupt.hpp"
#include "sim/experiment/killed_run.hpp"
#include "sim/experiment/run_inputs.hpp"
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

/// The row of a run that is gone on with: it began when it began.
RunRow run_row(const Plan& plan, const Device& device, const KilledRun* killed) {
  RunRow row = run_row(plan, device);
  if (killed == nullptr) {
    return row;
  }
  const RunRow& before = killed->file().run();
  if (row.instruction_set != before.instruction_set) {
    throw Error(killed->path().string() + ": its numbers were computed with " +
                before.instruction_set + ", here with " + row.instruction_set +
                ": others; expected the same");
  }
  row.started_utc = before.started_utc;
  row.threads = before.threads;
  row.wall_s = killed->cut()->wall_s;
  return row;
}

/// The name by which `--device` takes the device that was chosen.
std::string chosen_device(const std::string& wanted, const Device& device) {
  return device.name() == "cpu" ? "cpu" : wanted == "auto" ? "cuda" : wanted;
}

RecorderOptions recorder_options(const Plan& plan, const RunRecording& recording,
                                 const Device& device) {
  RecorderOptions options = recording.options;
  options.goes_on = recording.killed != nullptr;
  if (recording.saves.every_s > 0.0 && !options.goes_on) {
    options.settings = {.scenario_path = std::filesystem::absolute(plan.path).string(),
                        .overrides = plan.overrides,
                        .device = chosen_device(recording.device, device),
                        .threads = static_cast<std::int64_t>(recording.threads),
                        .span_limit = options.span_limit,
                        .parameters = options.parameters,
                        .inputs = file_inputs(plan)};
  }
  return options;
}

/// The simulation, from the first event to the last number.
RunSummary simulate(const Plan& plan, const TrainingSetup& setup, ResumableDevice& device,
                    Recorder& recorder, const RunWatch& watch, InterruptFlag& interrupt) {
  const auto begin = steady_clock::now();
  Engine engine(plan.platform, device);
  interrupt.take_signals();
  Training training(engine, setup, &recorder);
  if (watch.on_progress) {
    training.on_progress = [&](const TrainingStatus& status) {
      if (!device.replaying()) {
        watch.on_progress(status, engine.now(), engine.events());
      }
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
  if (!device.replaying()) {
    training.settle();
  } else if (end.status != RunStatus::kInterrupted) {
    throw Error("the saved state is of another run: this one ends before it was saved");
  }
  const double wall_s = setup.spent_wall_s + seconds_since(begin);
  return {plan, end, training.status(), cost, wall_s, engine.events(), {}};
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
  ResumableDevice device(*opened.device, [&interrupt] {
    interrupt.lower();
  });
  const KilledRun* killed = recording.killed;
  Recorder recorder(recording.database, run_row(plan, device, killed),
                    recorder_options(plan, recording, device));
  const RunSaves saves(recording.saves, device, recorder, *setup.data, watch.on_note);
  if (killed != nullptr) {
    replay(killed->file(), *killed->cut(), device, [&recorder] {
      recorder.end_replay();
    });
  }
  if (watch.on_start) {
    watch.on_start(opened);
  }
  std::optional<RunSummary> summary;
  try {
    summary.emplace(simulate(plan, setup, device, recorder, watch, interrupt));
  } catch (const std::exception& error) {
    if (!device.replaying()) {
      recorder.event({.kind = kErrorEvent, .detail = error.what()});
      recorder.finish("failed", error.what(), 0.0, 0.0, false);
    }
    throw;
  }
  summary->database = recording.database;
  if (device.replaying()) {
    summary->end.reason += " while it was replayed: the file is as it was";
    return *summary;
  }
  recorder.finish(to_text(summary->end.status), summary->end.reason, summary->end.simulated_s,
                  summary->wall_s, summary->end.status != RunStatus::kInterrupted);
  require_no_values(device);
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
