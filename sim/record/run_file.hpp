#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/record/batch.hpp"
#include "sim/record/database.hpp"
#include "sim/record/rows.hpp"
#include "sim/record/saved_state.hpp"

namespace simgrad {

/// A run database that is being written: one connection, one transaction a batch.
///
/// Used by one thread at a time. Throws: Error with the path and SQLite's message.
class RunFile {
 public:
  /// Creates the file or replaces an old run in it; see Recorder's constructor.
  ///
  /// @param settings  for going on with it should it be killed; null: it cannot be gone on with
  RunFile(const std::filesystem::path& path, const RunRow& run, const SavedSettings* settings);

  /// Goes on with the run in it, which is replayed first: until end_replay() nobody sees what is
  /// written, and if that is never reached the file stays as it was.
  static std::unique_ptr<RunFile> go_on(const std::filesystem::path& path, const RunRow& run);
  /// What was replayed takes the place of what the run had recorded; its rows of `evaluation` keep
  /// the wall time at which they first came.
  void end_replay();

  void write(const Batch& batch);
  /// Puts a save in the place of the former one; a sign of life too.
  void save(const SavedCut& cut, const std::function<void(SavedStateWriter&)>& write);

  /// Sets what is known of a run only at its end: status, reason, finished_utc, simulated_s,
  /// wall_s.
  ///
  /// @param is_over  it is not to be gone on with: what was saved for that goes
  void end(const RunRow& run, bool is_over);

 private:
  struct Replaying {};
  RunFile(const std::filesystem::path& path, const RunRow& run, Replaying);
  void write_traffic(const TrafficBins::Changes& traffic,
                     const std::vector<std::string>& link_names);

  Database database_;
  std::optional<Transaction> replay_;
  std::int64_t run_;
  std::int64_t last_traffic_rowid_ = 0;
  std::vector<std::int64_t> traffic_rowids_;  // (links, bins_per_link); 0: no row
};

}  // namespace simgrad
