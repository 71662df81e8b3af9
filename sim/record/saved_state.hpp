#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/record/database.hpp"
#include "sim/record/rows.hpp"
#include "sim/record/saved_numbers.hpp"

/// What a run database holds, while its run is under way, for going on with it after it was killed:
/// the tables saved_*, and the numbers in files beside it. They are no part of the schema: the
/// run's end drops them.
///
/// Two files of numbers take turns: a save writes the one that the former save is not in, and the
/// transaction that tells of it names it. So a save is whole or not there, whenever the program is
/// killed.
namespace simgrad {

/// A file or data set that a run reads, and what stands for its content.
struct SavedInput {
  std::string name;
  std::uint64_t hash = 0;
};

/// How a run was started, beyond what its row of `run` says.
struct SavedSettings {
  std::string scenario_path;           // absolute: other paths are relative to its folder
  std::vector<std::string> overrides;  // "key=value", in order
  std::string device;                  // as --device takes it
  std::int64_t threads = 0;
  std::int64_t span_limit = 0;
  bool parameters = true;
  std::vector<SavedInput> inputs;
};

/// The moment of the last save.
struct SavedCut {
  std::uint64_t advances = 0;     // of the simulated clock
  std::uint64_t submissions = 0;  // of works
  double wall_s = 0.0;            // since the run began
};

/// What a work had counted.
struct SavedStatistics {
  std::uint64_t sequence = 0;
  double loss_sum = 0.0;
  std::int64_t correct = 0;
  std::int64_t samples = 0;
};

/// Writes one save, inside of a transaction: the former one's cut and values are gone with it.
class SavedStateWriter {
 public:
  SavedStateWriter(Database& database, const SavedCut& cut);

  void input(const SavedInput& input);
  /// Statistics that the simulation has read since the former save.
  void read(const SavedStatistics& statistics);
  /// A value that is alive.
  void value(const SavedStatistics& statistics, std::span<const float> numbers);
  /// Returns when the numbers are on the disk: before the transaction is committed.
  void sync() { numbers_.sync(); }

 private:
  std::int64_t file_;  // which of the two
  SavedNumbers numbers_;
  Statement insert_input_;
  Statement insert_read_;
  Statement insert_value_;
};

/// Reads what a killed or interrupted run has left.
///
/// Throws: Error if the file is no run database of this schema, or of a sweep.
class SavedStateReader {
 public:
  explicit SavedStateReader(const std::filesystem::path& path);

  [[nodiscard]] const RunRow& run() const { return run_; }
  /// None: the run has come to its end, or was written by a program that cannot go on with runs.
  [[nodiscard]] std::optional<SavedSettings> settings() const;
  /// None: the run was killed before its first save.
  [[nodiscard]] std::optional<SavedCut> cut() const;
  void for_each_read(const std::function<void(const SavedStatistics&)>& use) const;
  /// Calls `use` with the value of `sequence`. False: it was not alive.
  bool value(std::uint64_t sequence,
             const std::function<void(const SavedStatistics&, std::span<const float>)>& use) const;

 private:
  Database database_;
  RunRow run_;
};

/// Creates the tables with the settings, in the transaction that creates the run.
void create_saved_state(Database& database, const SavedSettings& settings);

/// Drops the tables, if they are there, and gives their pages back to the file system.
void drop_saved_state(Database& database);

/// Removes the files of numbers, if they are there: after the transaction that drops the tables.
void remove_saved_numbers(const std::filesystem::path& database);

}  // namespace simgrad
