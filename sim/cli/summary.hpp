#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "sim/engine/engine.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {

/// What is said when a run has ended.
struct RunSummary {
  const Plan& plan;
  RunEnd end;
  TrainingStatus status;
  double wall_s = 0.0;
  std::uint64_t events = 0;  // messages delivered and computations done
  std::filesystem::path database;
};

/// A table for people. Where the time went is read from the run database.
std::string summary_text(const RunSummary& summary);

/// The same as one JSON object.
std::string summary_json(const RunSummary& summary);

/// "finished", "failed" or "interrupted": the words of the run database.
std::string to_text(RunStatus status);

}  // namespace simgrad
