#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/record/batch.hpp"
#include "sim/record/database.hpp"
#include "sim/record/rows.hpp"

namespace simgrad {

/// A run database that is being written: one connection, one transaction a batch.
///
/// Used by one thread at a time. Throws: Error with the path and SQLite's message.
class RunFile {
 public:
  /// Creates the file or replaces an old run in it; see Recorder's constructor.
  RunFile(const std::filesystem::path& path, const RunRow& run);

  void write(const Batch& batch);

  /// Sets what is known of a run only at its end: status, reason, finished_utc, simulated_s,
  /// wall_s.
  void end(const RunRow& run);

 private:
  void write_traffic(const TrafficBins::Changes& traffic,
                     const std::vector<std::string>& link_names);

  Database database_;
  std::int64_t run_;
  std::int64_t last_traffic_rowid_ = 0;
  std::vector<std::int64_t> traffic_rowids_;  // (links, bins_per_link); 0: no row
};

}  // namespace simgrad
