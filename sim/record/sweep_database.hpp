#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/record/database.hpp"
#include "sim/record/rows.hpp"

namespace simgrad {

/// How a run of a sweep ended.
struct RunOutcome {
  std::int64_t run = 0;
  std::string status;  // finished or failed
  std::string reason;
  bool broke_off = false;  // it has the event kErrorEvent: to be run again
  double simulated_s = 0.0;
  double wall_s = 0.0;
  double best_accuracy = kNotANumber;  // of its evaluations; NaN: there is none
  double best_loss = kNotANumber;
};

/// The run database of a sweep that is being written: many runs, each added whole.
///
/// What it holds does not depend on the order in which runs are added: a row's rowid is its run's
/// id times 2^32 plus its rowid in the run's own database (of traffic, its number by time and
/// link). Each call is one transaction, and replaces what the run had. So who follows a sweep reads
/// a run's rows once its row of `run` is there: later rows may have lesser rowids.
///
/// Throws: Error with the path and SQLite's message.
class SweepDatabase {
 public:
  /// Creates the file, or goes on with the one that is there.
  ///
  /// @param description  the artifact kSweepArtifact of run 0
  SweepDatabase(const std::filesystem::path& path, const std::string& description);

  /// Adds the one run of another run database as the run points.front().run.
  void add(const std::filesystem::path& shard, const std::vector<PointRow>& points);

  /// Adds a run that broke off; `run` has its id, status "failed" and the reason.
  void add_broken(const RunRow& run, const std::vector<PointRow>& points);

  /// By run.
  std::vector<RunOutcome> outcomes() const;
  std::optional<RunOutcome> outcome(std::int64_t run) const;

 private:
  std::vector<RunOutcome> select_outcomes(std::int64_t first, std::int64_t last) const;
  void erase(std::int64_t run);
  void add_points(const std::vector<PointRow>& points);

  Database database_;
};

/// Whether a run database holds one run that came to its own end, by this schema; false of what is
/// no such database.
bool holds_ended_run(const std::filesystem::path& path);

}  // namespace simgrad
