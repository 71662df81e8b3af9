#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kernels/error.hpp"
#include "sim/record/export.hpp"
#include "sim/record/json_text.hpp"
#include "sim/record/natural_order.hpp"
#include "sim/record/rows_by_run.hpp"
#include "sim/record/trace_events.hpp"
#include "sim/record/trace_rates.hpp"
#include "sim/record/trace_tracks.hpp"

namespace simgrad {

namespace {

/// The tables that a trace shows, each in the order in which it is written.
struct TraceTables {
  TraceTables(const RunReader& reader, std::optional<std::int64_t> run)
      : points(reader, run, "rowid"),
        nodes(reader, run, "rowid"),
        links(reader, run, "rowid"),
        rounds(reader, run, "begin_s, rowid"),
        spans(reader, run, "begin_s, rowid"),
        events(reader, run, "rowid"),
        evaluations(reader, run, "rowid"),
        metrics(reader, run, "rowid"),
        traffic(reader, run, "begin_s, rowid") {}

  RowsByRun<PointRow> points;
  RowsByRun<NodeRow> nodes;
  RowsByRun<LinkRow> links;
  RowsByRun<RoundRow> rounds;
  RowsByRun<SpanRow> spans;
  RowsByRun<EventRow> events;
  RowsByRun<EvaluationRow> evaluations;
  RowsByRun<MetricRow> metrics;
  RowsByRun<TrafficRow> traffic;
};

/// Writes one run as one process.
class RunTrace {
 public:
  /// @param origin  the database and the run, for messages
  RunTrace(TraceTables& tables, std::int64_t run, std::string origin, TraceEvents& events,
           std::int64_t process, std::int64_t& next_thread)
      : tables_(tables),
        run_(run),
        origin_(std::move(origin)),
        events_(events),
        process_(process),
        tracks_(events, process, next_thread),
        rounds_track_(tracks_.add("rounds")),
        events_track_(tracks_.add("events")) {}

  void write() {
    add_nodes();
    write_rounds();
    write_spans();
    write_events();
    write_values();
    write_traffic();
  }

 private:
  void add_nodes() {
    std::vector<NodeRow> nodes;
    while (auto node = tables_.nodes.next(run_)) {
      nodes.push_back(std::move(*node));
    }
    std::sort(nodes.begin(), nodes.end(), [](const NodeRow& a, const NodeRow& b) {
      return a.role != b.role ? a.role < b.role : natural_less(a.name, b.name);
    });
    for (const NodeRow& node : nodes) {
      node_track(node.name);
    }
    for (const NodeRow& node : nodes) {
      track_by_subject_.emplace(node.host, node_track(node.name));
    }
  }

  /// A node that table `node` does not name gets its track where it is met.
  std::size_t node_track(const std::string& node) {
    const auto found = track_by_subject_.find(node);
    return found != track_by_subject_.end()
               ? found->second
               : track_by_subject_.emplace(node, tracks_.add(node)).first->second;
  }

  void write_rounds() {
    while (const auto row = tables_.rounds.next(run_)) {
      const std::string name = "round " + std::to_string(row->round);
      const TracePeriod time = trace_period(row->begin_s, row->end_s, origin_ + ": " + name);
      events_.complete(tracks_.free(rounds_track_, time), name, time,
                       "{\"selected\": " + std::to_string(row->selected) +
                           ", \"completed\": " + std::to_string(row->completed) +
                           ", \"late\": " + std::to_string(row->late) +
                           ", \"failed\": " + std::to_string(row->failed) +
                           ", \"mean_staleness\": " + json_number(row->mean_staleness) +
                           ", \"up_bytes\": " + std::to_string(row->up_bytes) +
                           ", \"down_bytes\": " + std::to_string(row->down_bytes) +
                           ", \"critical_node\": " + json_string(row->critical_node) + '}');
    }
  }

  void write_spans() {
    while (const auto row = tables_.spans.next(run_)) {
      const TracePeriod time =
          trace_period(row->begin_s, row->end_s, origin_ + ": a span of '" + row->node + "'");
      events_.complete(tracks_.free(node_track(row->node), time), row->kind, time,
                       "{\"round\": " + std::to_string(row->round) + '}');
    }
  }

  void write_events() {
    while (const auto row = tables_.events.next(run_)) {
      const auto track = track_by_subject_.find(row->subject);
      const TraceTime at = trace_time(row->simulated_s, origin_ + ": an event " + row->kind);
      events_.instant(
          tracks_.first(track == track_by_subject_.end() ? events_track_ : track->second),
          row->kind, at,
          "{\"subject\": " + json_string(row->subject) +
              ", \"detail\": " + json_string(row->detail) + '}');
    }
  }

  void write_values() {
    while (const auto row = tables_.evaluations.next(run_)) {
      write_value("loss", row->simulated_s, row->loss);
      write_value("accuracy", row->simulated_s, row->accuracy);
    }
    while (const auto row = tables_.metrics.next(run_)) {
      write_value("metric " + row->name, row->simulated_s, row->value);
    }
  }

  void write_value(const std::string& name, double simulated_s, double value) {
    const TraceTime at = trace_time(simulated_s, origin_ + ": " + name);
    if (std::isfinite(value)) {
      events_.counter(process_, name, "value", at, value);
    } else {
      events_.instant(tracks_.first(events_track_), name, at,
                      "{\"value\": \"" + shortest_number(value) + "\"}");
    }
  }

  void write_traffic() {
    std::map<std::string, std::string> group_by_link;
    while (const auto link = tables_.links.next(run_)) {
      group_by_link.emplace(link->name, link->group_name);
    }
    TraceRates rates(events_, process_);
    while (const auto row = tables_.traffic.next(run_)) {
      const std::string origin = origin_ + ": traffic of '" + row->link + "'";
      const TracePeriod bin = trace_period(row->begin_s, row->begin_s + row->length_s, origin);
      if (bin.begin == bin.end) {
        throw Error(origin + ": a bin without length");
      }
      const std::string& group = group_by_link[row->link];
      rates.add("traffic of " + (group.empty() ? "links" : group), bin,
                static_cast<double>(row->bytes));
    }
    rates.finish();
  }

  TraceTables& tables_;
  std::int64_t run_;
  std::string origin_;
  TraceEvents& events_;
  std::int64_t process_;
  TraceTracks tracks_;
  std::size_t rounds_track_;
  std::size_t events_track_;
  std::map<std::string, std::size_t> track_by_subject_;  // a node, or the host of one
};

/// "run 17: strategy.batch_size = 32, seed = 1", or the title of a run that no sweep made.
std::string process_name(const RunRow& run, RowsByRun<PointRow>& points) {
  std::string values;
  while (const auto point = points.next(run.id)) {
    values += (values.empty() ? "" : ", ") + point->key + " = " + point->value;
  }
  return "run " + std::to_string(run.id) + ": " + (values.empty() ? run.title : values);
}

}  // namespace

void export_perfetto(const RunReader& reader, std::optional<std::int64_t> run,
                     const std::filesystem::path& path) {
  const Transaction snapshot = reader.snapshot();
  const std::vector<RunRow> runs = reader.runs_or_error(run);
  TraceTables tables(reader, run);
  TraceEvents events(path);
  std::int64_t process = 0;
  auto next_thread = static_cast<std::int64_t>(runs.size()) + 1;
  for (const RunRow& one : runs) {
    ++process;
    events.process_name(process, process_name(one, tables.points));
    RunTrace(tables, one.id, reader.path().string() + ": run " + std::to_string(one.id), events,
             process, next_thread)
        .write();
  }
  events.commit();
}

}  // namespace simgrad
