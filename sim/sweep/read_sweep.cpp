#include <algorithm>
#include <cmath>

#include "sim/scenario/document.hpp"
#include "sim/scenario/look_up.hpp"
#include "sim/sweep/halving.hpp"
#include "sim/sweep/overrides.hpp"
#include "sim/sweep/point_checks.hpp"
#include "sim/sweep/points.hpp"
#include "sim/sweep/runs.hpp"
#include "sim/sweep/sweep.hpp"
#include "sim/sweep/sweep_file.hpp"

namespace simgrad {
namespace {

std::optional<double> real_of(const Arguments& arguments, std::string_view name) {
  return arguments.has(name) ? std::optional(arguments.real(name)) : std::nullopt;
}

/// A number of the scenario as it is at all points; nullopt if an axis changes it or it is not set.
std::optional<double> common_number(const SweepFile& file, const SourceNode& base,
                                    const std::string& key) {
  const bool varies = std::any_of(file.axes.begin(), file.axes.end(), [&](const Axis& axis) {
    return keys_overlap(axis.key, key);
  });
  const auto meaning = varies ? std::nullopt : look_up_key(base, key);
  if (!meaning || !meaning->value) {
    return std::nullopt;
  }
  const double number = number_of(*meaning->value, &meaning->parameter);
  return std::isnan(number) ? std::nullopt : std::optional(number);
}

/// What the file says, else what the scenario stops at.
void take_target(const SweepFile& file, const SourceNode& base, Sweep& sweep) {
  const Arguments target = file.section("target");
  sweep.target_accuracy = real_of(target, "accuracy");
  sweep.target_loss = real_of(target, "loss");
  if (!sweep.target_accuracy && !sweep.target_loss) {
    sweep.target_accuracy = common_number(file, base, "stop.accuracy");
    sweep.target_loss = common_number(file, base, "stop.loss");
  }
}

RunLimits limits_of(const SweepFile& file) {
  const Arguments given = file.section("limits");
  RunLimits limits;
  if (given.has("memory")) {
    limits.memory_bytes = static_cast<std::int64_t>(given.real("memory"));
  }
  limits.wall_s = real_of(given, "wall_time");
  return limits;
}

std::string title_of(const SweepFile& file, const SourceNode& base) {
  if (file.arguments.has("title")) {
    return file.arguments.text("title");
  }
  const auto meaning = look_up_key(base, "title");
  const auto* text = meaning && meaning->value ? meaning->value->as<std::string>() : nullptr;
  return text == nullptr ? "" : *text;
}

SlurmChoice slurm_choice(const SweepFile& file) {
  if (!file.arguments.has("slurm")) {
    return {};
  }
  const Arguments& given = file.section("slurm");
  SlurmChoice choice{given.text("partition"), given.text("time"),     given.text("memory"),
                     given.integer("cpus"),   given.integer("tasks"), {}};
  if (given.has("extra")) {
    choice.extra = given.get<std::vector<std::string>>("extra");
  }
  return choice;
}

SweepPoint sweep_point(const Settings& settings) {
  SweepPoint point;
  for (const auto& setting : settings) {
    point.values.push_back(setting->value);
  }
  return point;
}

void take_points(const SweepFile& file, const std::vector<Settings>& points, Sweep& sweep) {
  for (const Axis& axis : file.axes) {
    sweep.axis_keys.push_back(axis.key);
  }
  for (const Settings& point : points) {
    sweep.points.push_back(sweep_point(point));
  }
}

}  // namespace

bool is_sweep_file(const std::filesystem::path& path) {
  const std::string text = read_scenario_text(path);
  try {
    const SourceNode root = parse_document(text, path.string());
    const auto* table = root.as<SourceTable>();
    return table->contains("scenario") || table->contains("axes");
  } catch (const ScenarioError&) {  // not TOML
    return false;
  }
}

Sweep read_sweep(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  const SweepFile file = read_sweep_file(path, overrides);
  const auto [points, excluded] = sweep_points(file);
  const SourceNode base = with_overrides(file.tree, in_order_of_depth(file.fixed));
  Sweep sweep;
  sweep.path = path;
  sweep.text = file.text;
  sweep.title = title_of(file, base);
  sweep.scenario = file.scenario;
  sweep.combine = file.arguments.text("combine");
  sweep.excluded = excluded;
  sweep.replicates = file.replicates;
  sweep.halving = read_halving(file, base);
  sweep.limits = limits_of(file);
  sweep.slurm = slurm_choice(file);
  take_target(file, base, sweep);
  take_points(file, points, sweep);
  check_points(file, points, sweep);
  sweep.runs = first_runs(file, points, base, sweep.halving);
  return sweep;
}

}  // namespace simgrad
