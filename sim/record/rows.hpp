#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace simgrad {

using Blob = std::vector<std::byte>;

inline constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

// One struct per table of the run database; its columns, in this order, are listed in schema.hpp.
//
// Conventions: times are simulated seconds from the start unless the name says `wall` or `utc`.
// `run` is the id of the run's row in table `run` (1 where a file holds one run); Recorder fills
// it in. `rowid` is filled in by RunReader and ignored by Recorder: it grows with every row
// written to a table and is never used twice, so "rowid greater than the last one seen" follows a
// live run. Text members say `= {}` so that designated initializers may leave them out. A NaN is
// stored as NULL (SQLite knows no NaN) and read back as NaN; infinities are kept.

struct RunRow {
  std::int64_t id = 1;
  std::string title = {};
  std::string scenario = {};   ///< whole text of the scenario file
  std::string overrides = {};  ///< what --set changed, one key=value a line
  std::int64_t seed = 0;
  std::string version = {};
  std::string device = {};
  std::string instruction_set = {};
  std::int64_t threads = 0;
  std::string network_model = {};
  double target_accuracy = kNotANumber;  ///< that ends the run; NaN: none
  double target_loss = kNotANumber;
  std::int64_t planned_rounds = 0;
  std::string status = "running";  ///< running, finished, interrupted, failed
  std::string reason = {};         ///< why it came to that end
  std::string started_utc = {};    ///< 2030-01-31T12:34:56Z; Recorder sets it if empty
  std::string finished_utc = {};
  double wall_s = 0.0;       ///< while running: at the last flush, so that it shows a live writer
  double simulated_s = 0.0;  ///< while running: the latest time that a row named
  std::int64_t rowid = 0;
};

struct NodeRow {
  std::int64_t run = 0;
  std::string name = {};
  std::string role = {};
  std::string host = {};
  double flop_per_s = 0.0;
  std::int64_t rowid = 0;
};

struct LinkRow {
  std::int64_t run = 0;
  std::string name = {};
  std::string group_name = {};
  double bytes_per_s = 0.0;
  double latency_s = 0.0;
  std::string endpoint_a = {};
  std::string endpoint_b = {};
  std::int64_t rowid = 0;
};

struct EvaluationRow {
  std::int64_t run = 0;
  double simulated_s = 0.0;
  std::int64_t round = 0;
  std::int64_t step = 0;
  double loss = kNotANumber;
  double accuracy = kNotANumber;
  std::int64_t sent_bytes = 0;
  double wall_s = 0.0;
  std::int64_t rowid = 0;
};

struct RoundRow {
  std::int64_t run = 0;
  std::int64_t round = 0;
  double begin_s = 0.0;
  double end_s = 0.0;
  std::int64_t selected = 0;
  std::int64_t completed = 0;
  std::int64_t late = 0;
  std::int64_t failed = 0;
  double mean_staleness = 0.0;
  std::int64_t up_bytes = 0;
  std::int64_t down_bytes = 0;
  std::string critical_node = {};  ///< the node whose result closed the round; empty if none did
  std::int64_t rowid = 0;
};

/// Bytes of one link in one bin [begin_s, begin_s + length_s). Bins without bytes have no row.
struct TrafficRow {
  std::int64_t run = 0;
  std::string link = {};
  double begin_s = 0.0;
  double length_s = 0.0;
  std::int64_t bytes = 0;
  std::int64_t rowid = 0;
};

struct SpanRow {
  std::int64_t run = 0;
  std::string node = {};
  std::string kind = {};  ///< compute, send, receive, wait, down
  double begin_s = 0.0;
  double end_s = 0.0;
  std::int64_t round = 0;
  std::int64_t rowid = 0;
};

struct EventRow {
  std::int64_t run = 0;
  double simulated_s = 0.0;
  std::string kind = {};  ///< host_down, host_up, link_down, link_up, timeout, retry, thinned …
  std::string subject = {};
  std::string detail = {};
  std::int64_t rowid = 0;
};

/// The kind of the event of a run that broke off: an exception or the system ended it, not its
/// simulated world.
inline constexpr const char* kErrorEvent = "error";
/// The kind of the event at time 0 that says in words what the model is declared to cost.
inline constexpr const char* kDeclaredCostEvent = "declared_cost";

struct NodeRoundRow {
  std::int64_t run = 0;
  std::string node = {};
  std::int64_t round = 0;
  double compute_s = 0.0;
  double send_s = 0.0;
  double receive_s = 0.0;
  double latency_s = 0.0;  ///< the part of send_s + receive_s that is route latency
  double wait_s = 0.0;
  double down_s = 0.0;
  double lost_s = 0.0;
  std::int64_t samples = 0;
  double loss = kNotANumber;
  std::string outcome = {};
  std::int64_t rowid = 0;
};

/// A number that the simulation read from a device, in the order of reading.
struct DecisionRow {
  std::int64_t run = 0;
  std::int64_t sequence = 0;
  double value = 0.0;
  std::int64_t rowid = 0;
};

struct MetricRow {
  std::int64_t run = 0;
  double simulated_s = 0.0;
  std::string name = {};
  double value = 0.0;
  std::int64_t rowid = 0;
};

struct ArtifactRow {
  std::int64_t run = 0;
  std::string name = {};
  Blob data = {};
  std::int64_t rowid = 0;
};

/// What an axis of a sweep was for one run. A run of a sweep has a row per axis, and one whose key
/// is "seed" and that is no axis: runs of a point differ in it, and points are compared at the
/// same.
struct PointRow {
  std::int64_t run = 0;
  std::int64_t point = 0;       ///< from 0, in the sweep's order
  std::int64_t rung = 0;        ///< of successive halving: how often the point was kept
  std::string key = {};         ///< "strategy.batch_size"; "strategy" for whole tables
  std::string value = {};       ///< as people read it: a label, or the value as text
  double number = kNotANumber;  ///< the value in base units; NaN: it is none
  std::int64_t rowid = 0;
};

/// The artifacts that every run has: parameters as safetensors.
inline constexpr const char* kInitialParametersArtifact = "initial_parameters";
inline constexpr const char* kFinalParametersArtifact = "final_parameters";

/// The artifact of run 0 in a sweep's database, `sweep.db`: a JSON object with title,
/// target_accuracy and target_loss (null if there is none), axes (keys, in order) and file (the
/// text of the sweep's file).
inline constexpr const char* kSweepArtifact = "sweep";

}  // namespace simgrad
