#include "sim/results/sweep_results.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "kernels/error.hpp"
#include "sim/results/faults.hpp"
#include "sim/results/statistics.hpp"

namespace simgrad {
namespace {

constexpr double kDefaultPart = 0.95;
constexpr const char* kSeedKey = "seed";

/// What the table `point` says of one run.
struct Place {
  std::int64_t point = -1;
  std::int64_t rung = 0;
  std::string seed;
};

std::optional<double> optional_number(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? std::nullopt
                                                   : std::optional(found->get<double>());
}

void read_artifact(const RunReader& reader, SweepResults& results) {
  for (const ArtifactRow& artifact : reader.read<ArtifactRow>({.run = 0})) {
    if (artifact.name != kSweepArtifact) {
      continue;
    }
    try {
      const auto* bytes = reinterpret_cast<const char*>(artifact.data.data());
      const auto object = nlohmann::json::parse(bytes, bytes + artifact.data.size());
      results.title = object.at("title").get<std::string>();
      results.file = object.at("file").get<std::string>();
      results.axes = object.at("axes").get<std::vector<std::string>>();
      results.target.accuracy = optional_number(object, "target_accuracy");
      results.target.loss = optional_number(object, "target_loss");
    } catch (const nlohmann::json::exception& error) {
      throw Error(reader.path().string() + ": artifact '" + kSweepArtifact +
                  "': expected a JSON object with title, file and axes: " + error.what());
    }
  }
}

/// The index of an axis; keys that the artifact does not name come after it, in order.
std::size_t axis_index(std::vector<std::string>& axes, const std::string& key) {
  const auto found = std::find(axes.begin(), axes.end(), key);
  const auto index = static_cast<std::size_t>(found - axes.begin());
  if (found == axes.end()) {
    axes.push_back(key);
  }
  return index;
}

std::map<std::int64_t, Place> read_places(const RunReader& reader, SweepResults& results) {
  std::map<std::int64_t, Place> places;
  std::map<std::int64_t, std::map<std::size_t, AxisSetting>> settings;
  for (const PointRow& row : reader.read<PointRow>()) {
    if (row.point < 0) {
      throw Error(reader.path().string() + ": table point: run " + std::to_string(row.run) +
                  " is at point " + std::to_string(row.point) + ": expected 0 or more");
    }
    Place& place = places[row.run];
    place.point = row.point;
    place.rung = row.rung;
    auto& point = settings[row.point];
    if (row.key == kSeedKey) {
      place.seed = row.value;
    } else {
      point[axis_index(results.axes, row.key)] = {row.value, row.number};
    }
    results.last_rung = std::max(results.last_rung, row.rung);
  }
  // Points are counted, not trusted to be dense: a hostile number would be a huge table.
  std::map<std::int64_t, std::int64_t> dense;
  for (const auto& [point, values] : settings) {
    dense[point] = static_cast<std::int64_t>(results.points.size());
    auto& row = results.points.emplace_back(results.axes.size());
    for (const auto& [axis, value] : values) {
      row[axis] = value;
    }
  }
  for (auto& [run, place] : places) {
    place.point = dense[place.point];
  }
  return places;
}

bool is_failure(const EventRow& event) {
  return !end_of(event.kind).empty();
}

double better(double a, double b, bool larger) {
  if (!std::isfinite(a)) {
    return b;
  }
  return !std::isfinite(b) || (a > b) == larger ? a : b;
}

void read_learning(const RunReader& reader, RunResult& result) {
  result.evaluations = reader.read<EvaluationRow>({.run = result.id});
  std::stable_sort(result.evaluations.begin(), result.evaluations.end(),
                   [](const EvaluationRow& a, const EvaluationRow& b) {
                     return a.simulated_s < b.simulated_s;
                   });
  bool had_finite_loss = false;
  for (const EvaluationRow& evaluation : result.evaluations) {
    result.best_accuracy = better(result.best_accuracy, evaluation.accuracy, true);
    result.best_loss = better(result.best_loss, evaluation.loss, false);
    had_finite_loss = had_finite_loss || std::isfinite(evaluation.loss);
  }
  if (result.has_results()) {
    result.last_accuracy = result.evaluations.back().accuracy;
    result.last_loss = result.evaluations.back().loss;
    result.is_diverged =
        !std::isfinite(result.last_loss) && (had_finite_loss || std::isinf(result.last_loss));
    result.last_loss = result.is_diverged ? kNever : result.last_loss;
  }
}

RunResult read_run(const RunReader& reader, const RunRow& run, const Place& place) {
  RunResult result;
  result.id = run.id;
  result.point = place.point;
  result.rung = place.rung;
  result.seed = place.seed.empty() ? std::to_string(run.seed) : place.seed;
  result.status = run.status;
  result.reason = run.reason;
  result.end_s = run.simulated_s;
  result.wall_s = run.wall_s;
  read_learning(reader, result);
  const auto rounds = reader.read<RoundRow>({.run = run.id});
  for (const RoundRow& round : rounds) {
    result.bytes += static_cast<double>(round.up_bytes) + static_cast<double>(round.down_bytes);
  }
  result.rounds = static_cast<double>(rounds.size());
  for (const EventRow& event : reader.read<EventRow>({.run = run.id})) {
    result.failures += is_failure(event) ? 1.0 : 0.0;
    result.broke_off = result.broke_off || event.kind == kErrorEvent;
  }
  for (const MetricRow& metric : reader.read<MetricRow>({.run = run.id})) {
    if (metric.name == "goodput") {
      result.goodput = metric.value;
    }
  }
  const auto node_rounds = reader.read<NodeRoundRow>({.run = run.id});
  result.node_shares = shares_of_nodes(node_rounds);
  result.critical_path_shares = shares_of_critical_path(rounds, node_rounds);
  return result;
}

std::vector<double> finite_values(const SweepResults& results, double (*value)(const RunResult&)) {
  std::vector<double> values;
  for (const RunResult& run : results.runs) {
    const double x = run.counts() && run.rung == results.compared_rung ? value(run) : kNotANumber;
    if (std::isfinite(x)) {
      values.push_back(x);
    }
  }
  return values;
}

/// The last rung on which two points or more have runs that count; 0 if there is none.
std::int64_t last_rung_of_several(const std::vector<RunResult>& runs) {
  std::map<std::int64_t, std::set<std::int64_t>> points;
  for (const RunResult& run : runs) {
    if (run.counts() && run.point >= 0) {
      points[run.rung].insert(run.point);
    }
  }
  for (auto rung = points.rbegin(); rung != points.rend(); ++rung) {
    if (rung->second.size() > 1) {
      return rung->first;
    }
  }
  return 0;
}

Target chosen_target(const SweepResults& results) {
  Target target;
  target.is_given = false;
  const auto accuracies = finite_values(results, [](const RunResult& run) {
    return run.best_accuracy;
  });
  const auto first_losses = finite_values(results, [](const RunResult& run) {
    return run.evaluations.front().loss;
  });
  const auto losses = finite_values(results, [](const RunResult& run) {
    return run.best_loss;
  });
  if (!accuracies.empty()) {
    target.accuracy = kDefaultPart * median(accuracies);
  } else if (!first_losses.empty() && !losses.empty()) {
    const double first = median(first_losses);
    target.loss = first + kDefaultPart * (median(losses) - first);
  }
  return target;
}

void keep_first(std::string& kept, const std::string& text) {
  if (kept.empty()) {
    kept = text;
  }
}

void find_target(RunResult& run, const Target& target) {
  const auto found =
      std::find_if(run.evaluations.begin(), run.evaluations.end(), [&](const EvaluationRow& row) {
        return target.is_reached_by(row);
      });
  if (found != run.evaluations.end()) {
    run.time_to_target_s = found->simulated_s;
    run.bytes_to_target = static_cast<double>(found->sent_bytes);
    run.rounds_to_target = static_cast<double>(found->round);
  }
}

}  // namespace

bool is_sweep(const RunReader& reader) {
  const auto artifacts = reader.read<ArtifactRow>({.run = 0});
  return std::any_of(artifacts.begin(), artifacts.end(),
                     [](const ArtifactRow& row) {
                       return row.name == kSweepArtifact;
                     }) ||
         !reader.read<PointRow>().empty();
}

SweepResults read_sweep_results(const RunReader& reader) {
  const Transaction snapshot = reader.snapshot();
  SweepResults results;
  read_artifact(reader, results);
  std::map<std::int64_t, Place> places = read_places(reader, results);
  for (const RunRow& run : reader.runs()) {
    if (run.id == 0) {
      continue;  // the sweep itself
    }
    const auto place = places.extract(run.id);
    results.runs.push_back(read_run(reader, run, place ? place.mapped() : Place()));
    keep_first(results.scenario, run.scenario);
    keep_first(results.scenario_title, run.title);
    keep_first(results.version, run.version);
  }
  results.missing_runs = places.size();
  std::sort(results.runs.begin(), results.runs.end(), [](const RunResult& a, const RunResult& b) {
    return a.id < b.id;
  });
  results.compared_rung = last_rung_of_several(results.runs);
  if (!results.target.accuracy && !results.target.loss) {
    results.target = chosen_target(results);
  }
  for (RunResult& run : results.runs) {
    find_target(run, results.target);
  }
  return results;
}

}  // namespace simgrad
