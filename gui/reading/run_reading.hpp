#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gui/reading/run_snapshot.hpp"
#include "gui/reading/span_gathering.hpp"
#include "gui/reading/traffic_gathering.hpp"
#include "sim/record/reader.hpp"

namespace simgrad::gui {

/// Which file a path leads to: another one that takes its place differs.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t number = 0;

  bool operator==(const FileIdentity&) const = default;
};

/// Throws: Error if there is none.
FileIdentity identityOf(const std::filesystem::path& path);

/// One run, read again and again while it is written. Reads only what is new.
class RunReading {
 public:
  explicit RunReading(RunKey key);

  /// What the file holds now; none if nothing changed since the last call, or if it does not hold
  /// the run yet. A file that takes the place of the one before is read from its start.
  ///
  /// Throws: std::exception whose what() names the file, if it is missing, is no run database of
  /// this version, or is damaged. The next call tries again from the start.
  RunPointer poll();

  const RunKey& key() const { return key_; }

 private:
  /// A table that only grows.
  template <class Row>
  struct Growing {
    std::vector<Row> rows = {};
    Shared<std::vector<Row>> published = std::make_shared<const std::vector<Row>>();
    std::int64_t last_rowid = 0;
  };

  /// What is known of one run.
  struct Tables {
    RunRow run = {};
    Growing<NodeRow> nodes = {};
    Growing<LinkRow> links = {};
    Growing<EvaluationRow> evaluations = {};
    Growing<RoundRow> rounds = {};
    Growing<EventRow> events = {};
    Growing<MetricRow> metrics = {};
    Growing<PointRow> settings = {};
    TrafficGathering traffic = {};
    SpanGathering spans = {};
    std::int64_t last_traffic_rowid = 0;
    std::int64_t last_span_rowid = 0;
    std::unordered_map<std::string, std::uint32_t> node_index = {};
    std::unordered_map<std::string, std::uint32_t> link_index = {};
    std::size_t refused_rows = 0;
  };

  void read();
  template <class Row>
  std::size_t grow(Growing<Row>& table);
  template <class Row, class Keep>
  std::size_t growIf(Growing<Row>& table, Keep keep);
  void readEvents();
  void readTraffic();
  void readSpans();
  RunPointer snapshot();

  RunKey key_;
  FileIdentity identity_;
  std::unique_ptr<RunReader> reader_;
  std::optional<std::int64_t> data_version_;
  std::optional<Tables> tables_;  // none: the run is not in the file yet
};

}  // namespace simgrad::gui
