#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/record/batch.hpp"
#include "sim/record/rows.hpp"
#include "sim/record/schema.hpp"
#include "sim/record/span_thinning.hpp"
#include "sim/record/traffic.hpp"

namespace simgrad {

/// The simulated time that a row names; 0 if none.
template <class Row>
double named_s(const Row& row) {
  if constexpr (requires { row.simulated_s; }) {
    return row.simulated_s;
  } else if constexpr (requires { row.end_s; }) {
    return row.end_s;
  } else {
    return 0.0;
  }
}

/// What a run has recorded and no batch has taken yet. What all batches together leave in a
/// database is a function of the calls alone, wherever take() cuts them. Not thread-safe.
class PendingRows {
 public:
  PendingRows(std::int64_t run, std::int64_t span_limit, double traffic_width_s);

  /// Appends a row; its run and rowid are filled in.
  template <class Row>
  void add(Row row) {
    row.run = run_;
    row.rowid = ++last_rowid_[Table<Row>::kName];
    latest_s_ = std::max(latest_s_, named_s(row));
    batch_.list<Row>().push_back(std::move(row));
    ++batch_.row_count;
  }

  /// Appends a link and returns its index. Throws: BrokenInvariant after any traffic.
  std::size_t add_link(LinkRow row);
  void add_traffic(std::size_t link_index, double begin_s, double end_s, std::int64_t bytes);
  /// Appends a span if SpanThinning keeps it, and an event 'thinned' when its rule changes.
  void add_span(SpanRow row);
  /// Says once more, at the end of a run, by which rule spans were thinned, if they were.
  void report_thinning(double simulated_s);

  std::size_t row_count() const { return batch_.row_count; }

  /// Everything since the last call.
  Batch take(double wall_s);

 private:
  std::int64_t run_;
  double traffic_width_s_;
  SpanThinning thinning_;
  std::map<std::string_view, std::int64_t> last_rowid_;
  std::vector<std::string> link_names_;
  std::shared_ptr<const std::vector<std::string>> frozen_link_names_;
  std::optional<TrafficBins> traffic_;
  double latest_s_ = 0.0;
  Batch batch_;
};

}  // namespace simgrad
