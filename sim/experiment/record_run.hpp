#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "sim/engine/engine.hpp"
#include "sim/experiment/open_device.hpp"
#include "sim/experiment/run_saves.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {

class KilledRun;

/// Where a run computes and what becomes of it.
struct RunRecording {
  std::string device = "auto";  // auto, cpu, cuda, cuda:0,1
  std::size_t threads = 0;      // 0: one per core
  std::filesystem::path database;
  RecorderOptions options;
  SavePolicy saves;
  const KilledRun* killed = nullptr;  // the run in `database` that this goes on with
};

/// Who looks on while a run goes on, on the simulation's thread; each may be empty.
struct RunWatch {
  std::function<void(const OpenedDevice&)> on_start;
  std::function<void(const TrainingStatus&, double simulated_s, std::uint64_t events)> on_progress;
  std::function<void(const std::string&)> on_note;  // of what does not end the run
};

/// What is said when a run has ended.
struct RunSummary {
  const Plan& plan;
  RunEnd end;
  TrainingStatus status;
  std::string declared_cost;  // of the model, in words; empty: its own
  double wall_s = 0.0;
  std::uint64_t events = 0;  // messages delivered and computations done
  std::filesystem::path database;
};

/// Runs a checked scenario, from the first event to the last number, and records it.
///
/// A run that an exception ends is recorded as failed, with an event `error`: it was not the
/// simulated world that failed. Such a run and one that was interrupted can be gone on with, as one
/// that was killed.
///
/// @param setup  what load() made of the plan
/// Throws: Error for whatever the user or the machine has to mend.
RunSummary record_run(const Plan& plan, const TrainingSetup& setup, const RunRecording& recording,
                      const RunWatch& watch);

/// The program's exit status after a run: 0 finished, 1 failed, 130 interrupted.
int exit_status(RunStatus status);

/// "finished", "failed" or "interrupted": the words of the run database.
std::string to_text(RunStatus status);

}  // namespace simgrad
