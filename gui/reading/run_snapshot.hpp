#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "sim/record/rows.hpp"

/// A run as it was at one moment: values that no one changes any more, so that the reader's thread
/// makes them and every view looks at them. Times are simulated seconds, all of them finite.
namespace simgrad::gui {

/// A run in a file; a sweep's database holds many.
struct RunKey {
  std::filesystem::path database = {};
  std::int64_t run = 1;

  bool operator==(const RunKey&) const = default;
};

enum class SpanKind : std::uint8_t { kCompute, kSend, kReceive, kWait, kDown, kOther };
inline constexpr std::size_t kSpanKinds = 6;

struct Span {
  double begin_s = 0.0;
  double end_s = 0.0;  ///< ≥ begin_s
  std::int32_t round = 0;
  SpanKind kind = SpanKind::kOther;
};

/// All spans, node by node and in the order of their begin.
struct SpanTable {
  std::vector<Span> spans = {};
  std::vector<std::size_t> first = {0};  ///< (nodes + 1) of each node's first span

  [[nodiscard]] std::span<const Span> ofNode(std::size_t node) const {
    return std::span(spans).subspan(first[node], first[node + 1] - first[node]);
  }
};

/// Bytes of one link in [index, index + 1) · bin_s. Bins without bytes are left out.
struct TrafficBin {
  std::int64_t index = 0;
  std::uint32_t link = 0;
  std::int64_t bytes = 0;
};

/// All bins, in the order of time and then of links.
struct TrafficTable {
  double bin_s = 0.0;  ///< of all; 0 without bins
  std::vector<TrafficBin> bins = {};
};

template <class Value>
using Shared = std::shared_ptr<const Value>;

/// Tables that did not change are shared with the snapshot before.
struct RunSnapshot {
  RunKey key = {};
  RunRow run = {};
  Shared<std::vector<NodeRow>> nodes = {};  ///< spans name them by index
  Shared<std::vector<LinkRow>> links = {};  ///< traffic names them by index
  Shared<std::vector<EvaluationRow>> evaluations = {};
  Shared<std::vector<RoundRow>> rounds = {};
  Shared<std::vector<EventRow>> events = {};
  Shared<std::vector<MetricRow>> metrics = {};
  Shared<std::vector<PointRow>> settings = {};  ///< of a run of a sweep, its seed among them
  Shared<TrafficTable> traffic = {};
  Shared<SpanTable> spans = {};
  std::int64_t written_utc_s = 0;  ///< when the file was last written to, since 1970
  std::size_t refused_rows = 0;    ///< that say nothing: no finite time, an end before its begin

  /// Whether it is still being written, as far as the file tells.
  [[nodiscard]] bool isLive() const { return run.status == "running"; }
  /// The latest time of all tables.
  [[nodiscard]] double end() const { return run.simulated_s; }
};

using RunPointer = Shared<RunSnapshot>;

}  // namespace simgrad::gui
