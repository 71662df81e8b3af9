#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sim/record/rows.hpp"
#include "sim/record/saved_state.hpp"

namespace simgrad {

/// What a test, or a run with unusual demands, may change about recording.
struct RecorderOptions {
  std::chrono::milliseconds flush_interval{500};  ///< wall time between transactions
  std::int64_t span_limit = 200'000;              ///< rows of `span` kept, see SpanThinning
  double traffic_width_s = 1.0;                   ///< first width of a bin, see TrafficBins
  bool parameters = true;  ///< whether artifacts of parameters are wanted: megabytes a run
  std::optional<SavedSettings> settings = {};  ///< for save(); none: nothing can be saved
  bool goes_on = false;  ///< the file holds the run's begin, which is replayed up to end_replay()
};

/// Writes one run into a run database: a new one, or that of the run that it goes on with.
///
/// Calls are cheap: a row is appended to a batch in memory, and a background thread writes the
/// batch in one transaction about twice a second of wall time. What the file holds after finish()
/// is a function of the sequence of calls alone, never of when a flush happened. A call waits only
/// if the disk is more than half a million rows behind.
///
/// An error of the background thread (disk full …) is thrown by the next call, and by every later
/// one. Calls may come from several threads, but the order of rows is then theirs.
///
/// Throws: Error with the path and SQLite's message. BrokenInvariant on a call after finish().
class Recorder {
 public:
  /// Creates the file, its tables and its row of `run`, and starts the background thread.
  ///
  /// A file that is there is replaced if it is empty or a simgrad run database that nobody is
  /// writing: in one transaction, so that a start that fails leaves the old result whole, and a
  /// dashboard that has the file open sees the new run. If the old run's status is still 'running',
  /// its row is watched for two seconds, to tell a run that was killed from one that is alive.
  ///
  /// With RecorderOptions::goes_on, the file stays as it is until end_replay(), and for good if
  /// that is never reached.
  ///
  /// @param path  the database; its folder must exist
  /// @param run   what is known at the start; started_utc is set if empty, wall_s counts on
  Recorder(const std::filesystem::path& path, RunRow run, const RecorderOptions& options = {});

  /// Without finish(), writes what is pending and leaves status 'running'. Never throws.
  ~Recorder();

  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  Recorder(Recorder&&) = delete;
  Recorder& operator=(Recorder&&) = delete;

  // One row each. `run` is filled in.
  void node(NodeRow row);
  void evaluation(EvaluationRow row);
  void round(RoundRow row);
  void event(EventRow row);
  void node_round(NodeRoundRow row);
  void decision(DecisionRow row);
  void metric(MetricRow row);
  void artifact(ArtifactRow row);

  /// RecorderOptions::parameters.
  bool wants_parameters() const { return wants_parameters_; }

  /// One row, and the index by which traffic() knows this link. All links come before any traffic.
  std::size_t link(LinkRow row);

  /// Adds a transfer over a link, spread evenly over its time; see TrafficBins.
  ///
  /// @param link_index  what link() returned
  /// @param begin_s     ≥ 0
  /// @param end_s       ≥ begin_s; equal: everything falls into one bin
  /// @param bytes       ≥ 0
  void traffic(std::size_t link_index, double begin_s, double end_s, std::int64_t bytes);

  /// One row, unless it falls to SpanThinning: `span` is bounded, and an event 'thinned' says so.
  void span(SpanRow row);

  /// All that was recorded before is replayed: what comes now is new.
  void end_replay();

  /// Puts what `write` saves in the place of the former save, all or nothing. Waits for the disk.
  void save(std::uint64_t advances, std::uint64_t submissions,
            const std::function<void(SavedStateWriter&)>& write);

  /// Writes everything, ends the row of `run`, moves the write-ahead log into the file (so that it
  /// can be copied alone) and closes it.
  ///
  /// @param status   "finished", "interrupted" or "failed"
  /// @param is_over  the run is not to be gone on with: what was saved for that goes
  void finish(const std::string& status, const std::string& reason, double simulated_s,
              double wall_s, bool is_over = true);

 private:
  class Writer;
  Writer& writer();
  template <class Row>
  void add(Row row);

  bool wants_parameters_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace simgrad
