#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "gui/reading/run_reading.hpp"
#include "sim/results/sweep_results.hpp"

namespace simgrad::gui {

/// A sweep as it was at one moment.
struct SweepSnapshot {
  std::filesystem::path database = {};
  SweepResults results = {};
};

using SweepPointer = Shared<SweepSnapshot>;

/// The database of a sweep's folder. Throws: Error if it holds none.
std::filesystem::path sweepDatabaseOf(const std::filesystem::path& folder);

/// Throws: std::exception if it is no run database.
bool holdsSweep(const std::filesystem::path& database);

/// A sweep's database, read again and again while it is written.
class SweepReading {
 public:
  explicit SweepReading(std::filesystem::path database) : database_(std::move(database)) {}

  /// None if nothing changed since the last call. Throws: as RunReading::poll.
  SweepPointer poll();

  const std::filesystem::path& path() const { return database_; }
  bool wasRead() const { return was_read_; }

 private:
  std::filesystem::path database_;
  FileIdentity identity_;
  std::unique_ptr<RunReader> reader_;
  std::optional<std::int64_t> data_version_;
  bool was_read_ = false;
};

}  // namespace simgrad::gui
