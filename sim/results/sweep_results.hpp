#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/record/reader.hpp"
#include "sim/record/rows.hpp"
#include "sim/record/time_shares.hpp"

/// A sweep's database as numbers: one row per run.
namespace simgrad {

inline constexpr double kNever = std::numeric_limits<double>::infinity();

/// What "time to target" means.
struct Target {
  std::optional<double> accuracy = {};  ///< reached by at least this
  std::optional<double> loss = {};      ///< reached by at most this
  bool is_given = true;                 ///< by the sweep; else chosen here from its results

  [[nodiscard]] bool is_reached_by(const EvaluationRow& evaluation) const {
    return (accuracy && evaluation.accuracy >= *accuracy) || (loss && evaluation.loss <= *loss);
  }
};

/// An axis of the sweep at one point.
struct AxisSetting {
  std::string label;
  double number = kNotANumber;  ///< in base units; NaN: it is none
};

/// One run's results. A run that was not evaluated has none: NaN where nothing is known.
struct RunResult {
  std::int64_t id = 0;
  std::int64_t point = 0;
  std::int64_t rung = 0;
  std::string seed;  ///< as text: points are compared at the same
  std::string status;
  std::string reason;
  std::vector<EvaluationRow> evaluations;  ///< in the order of time
  bool broke_off = false;                  ///< ended by an error, not by its simulated world
  bool is_diverged = false;                ///< its last loss is not finite, one before was
  double time_to_target_s = kNever;
  double bytes_to_target = kNever;
  double rounds_to_target = kNever;
  double best_accuracy = kNotANumber;
  double last_accuracy = kNotANumber;
  double best_loss = kNotANumber;
  double last_loss = kNotANumber;  ///< infinite if it diverged, whatever was recorded
  double end_s = 0.0;              ///< simulated
  double bytes = 0.0;              ///< up and down, of all rounds
  double rounds = 0.0;             ///< closed
  double failures = 0.0;           ///< hosts and links that went down or became slow
  double goodput = kNotANumber;    ///< of runs with checkpoints or lost work
  double wall_s = 0.0;
  TimeShares node_shares;
  TimeShares critical_path_shares;

  [[nodiscard]] bool has_results() const { return !evaluations.empty(); }
  /// Whether it says something of its point: it was evaluated and came to an end of its own, be it
  /// that of the simulated world (failed). Runs that broke off, were interrupted or still run say
  /// nothing yet.
  [[nodiscard]] bool counts() const {
    return has_results() && !broke_off && (status == "finished" || status == "failed");
  }
};

struct SweepResults {
  std::string title;
  std::string file;               ///< the sweep's text; empty if the database does not hold it
  std::string scenario;           ///< the text, of the first run that has one
  std::string scenario_title;     ///< of the first run that has one
  std::string version;            ///< of the first run that has one
  std::vector<std::string> axes;  ///< keys, in the sweep's order
  std::vector<std::vector<AxisSetting>> points;  ///< (points, axes); an axis may be unknown: ""
  std::vector<RunResult> runs;                   ///< in the order of their ids
  std::size_t missing_runs = 0;                  ///< that have a point but no row of `run` yet
  Target target;
  std::int64_t last_rung = 0;      ///< of successive halving; 0 without
  std::int64_t compared_rung = 0;  ///< the last one with two points or more: compared are those
};

/// Whether a database is a sweep's: it holds points or the artifact kSweepArtifact.
bool is_sweep(const RunReader& reader);

/// Reads a sweep's database; it may still be written. Runs without a row of `point` are left out
/// only if they are not of the sweep: point −1.
///
/// If the sweep names no target, one is chosen that most runs reach: 95 % of the median over runs
/// of the best accuracy; without accuracies, the loss at 95 % of the way from the first to the best
/// one, medians over runs.
///
/// Throws: Error naming the file, if the artifact is not what kSweepArtifact describes.
SweepResults read_sweep_results(const RunReader& reader);

}  // namespace simgrad
