#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

/// A checked sweep: a scenario, the points at which it is run, and how.
namespace simgrad {

/// What one axis is at one point.
struct AxisValue {
  std::string key;    // dotted key of the scenario: "strategy.batch_size"; "strategy" for a table
  std::string text;   // the value in TOML, as `--set key=text` takes it
  std::string label;  // as people read it
  double number = std::numeric_limits<double>::quiet_NaN();  // in base units; NaN: it is none
};

struct SweepPoint {
  std::vector<AxisValue> values;  // one an axis, in the sweep's order
};

/// One run: a point under one seed.
struct SweepRun {
  std::int64_t id = 0;  // from 1, in the sweep's order; the id of its row of `run`
  std::size_t point = 0;
  std::int64_t rung = 0;  // of successive halving
  std::uint64_t seed = 1;
  std::vector<std::string> overrides;  // all of them: `simgrad run SCENARIO --set …` is this run
};

/// Ends points early that look worse than others: all are run with a small budget, the better part
/// of them anew with `factor` times as much, until the last have the largest.
///
/// Source: Jamieson and Talwalkar 2016 (arXiv:1502.07943), Algorithm 1.
struct SuccessiveHalving {
  std::string key;            // the budget, an integer of the scenario: "strategy.rounds"
  std::int64_t smallest = 1;  // of the first rung
  std::int64_t largest = 1;   // of the last: the scenario's own
  std::int64_t factor = 3;    // one in `factor` points is kept, rounded up
  bool by_loss = false;       // which is better: lower best loss; else higher best accuracy
};

struct RunLimits {
  std::optional<std::int64_t> memory_bytes;  // of a run's own, beyond what it shares
  std::optional<double> wall_s;
};

struct SlurmChoice {
  std::string partition;           // "": the cluster's default
  std::string time;                // of a task, as sbatch takes it; "": the partition's default
  std::string memory;              // of a task, as sbatch takes it; "": the partition's default
  std::int64_t cpus = 1;           // of a task: so many runs at once
  std::int64_t tasks = 0;          // of the array; 0: by the number of runs
  std::vector<std::string> extra;  // lines of the script, such as "#SBATCH --account=x"
};

struct Sweep {
  std::filesystem::path path;
  std::string text;  // the whole file, as written
  std::string title;
  std::filesystem::path scenario;
  std::vector<std::string> axis_keys;
  std::string combine;       // grid, zip, random or latin_hypercube
  std::size_t excluded = 0;  // points left out
  std::vector<SweepPoint> points;
  std::int64_t replicates = 1;
  std::vector<SweepRun> runs;  // all of them; with halving those of the first rung
  std::optional<SuccessiveHalving> halving;
  std::optional<double> target_accuracy;  // what time to target means in its report
  std::optional<double> target_loss;
  RunLimits limits;
  SlurmChoice slurm;
};

/// Whether a TOML file is a sweep's: it has `scenario` or `axes`, which no scenario has.
///
/// Throws: Error if it cannot be read; false if it is not TOML.
bool is_sweep_file(const std::filesystem::path& path);

/// Reads a sweep and checks every point as `simgrad check` would check its scenario.
///
/// @param overrides  of the scenario, for all points; an axis over the same key is an error
/// Throws: ScenarioError with every problem of the file; else of the first points that are wrong,
/// with their values.
Sweep read_sweep(const std::filesystem::path& path, const std::vector<std::string>& overrides);

/// The runs of a rung after the first: `kept` points with a budget `factor` times as large as the
/// rung's before, all seeds. Ids go on from `first_id`. None if the rung before had the largest.
///
/// @param rung  the new one's number; the runs of `sweep` are rung 0
std::vector<SweepRun> next_rung(const Sweep& sweep, std::int64_t rung,
                                const std::vector<std::size_t>& kept, std::int64_t first_id);

/// The artifact kSweepArtifact of a sweep's database.
std::string sweep_json(const Sweep& sweep);

}  // namespace simgrad
