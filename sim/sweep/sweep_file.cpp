#include "sim/sweep/sweep_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/document.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/toml_text.hpp"
#include "sim/sweep/conflicts.hpp"
#include "sim/sweep/keyed_values.hpp"
#include "sim/sweep/limits.hpp"
#include "sim/sweep/overrides.hpp"
#include "sim/sweep/sections.hpp"

namespace simgrad {
namespace {

/// The entry `name` of the file if it is a T; empty if not.
template <class T>
T part(const SourceTable& root, std::string_view name) {
  const auto found = root.find(name);
  const T* value = found == root.end() ? nullptr : found->second.template as<T>();
  return value == nullptr ? T{} : *value;
}

/// The file without the keys of the scenario in it, which no declaration knows.
SourceTable without_scenario_keys(SourceTable root) {
  for (const std::string_view name : {kSetTable, kAxesTable}) {
    const auto found = root.find(name);
    if (auto* table = found == root.end() ? nullptr : found->second.as<SourceTable>()) {
      table->clear();
    }
  }
  const auto found = root.find(kExcludeList);
  if (auto* list = found == root.end() ? nullptr : found->second.as<SourceList>()) {
    list->clear();
  }
  return root;
}

/// `stop_early = "successive_halving"` is the table with this kind alone, as for a component.
void spell_out_kind(SourceTable& root, std::string_view name) {
  const auto found = root.find(name);
  if (found != root.end() && found->second.as<std::string>() != nullptr) {
    SourceNode kind = found->second;
    found->second.value = SourceTable{{"kind", std::move(kind)}};
  }
}

/// Reads what a sweep's file holds, part by part; what is wrong is added to `problems`.
class SweepReader {
 public:
  SweepReader(SweepFile& file, Problems& problems)
      : file_(file), name_(file.path.string()), problems_(problems) {
    SourceNode root = parse_document(file.text, name_);
    collect_places(root, "", file.locations);
    root_ = std::move(*root.as<SourceTable>());
    spell_out_kind(root_, kStopEarlyTable);
    file.arguments =
        Reader(file.path.parent_path(), problems)
            .read_table(sweep_parameters(), without_scenario_keys(root_), Location{name_}, "");
  }

  /// Returns whether there is a scenario to go on with.
  bool read_scenario() {
    if (!file_.arguments.has("scenario")) {
      return false;
    }
    file_.scenario = file_.arguments.text("scenario");
    std::error_code code;
    if (!std::filesystem::is_regular_file(file_.scenario, code)) {
      refuse("scenario", fmt::format("no such file: '{}'", file_.scenario.string()));
      return false;
    }
    file_.tree = parse_document(read_scenario_text(file_.scenario), file_.scenario.string());
    if (file_.tree.as<SourceTable>()->contains("scenario")) {
      refuse("scenario", fmt::format("'{}' is a sweep itself, a scenario was expected",
                                     file_.scenario.string()));
      return false;
    }
    return true;
  }

  void read_fixed(const std::vector<std::string>& overrides) {
    const auto set = part<SourceTable>(root_, kSetTable);
    for (const KeyedValue& each : keyed_values(set, chooses_kind)) {
      if (const auto setting = read_setting(*each.node, each.key, nullptr, problems_)) {
        file_.fixed.push_back({each.key + "=" + toml_text(*each.node), setting->where});
      }
    }
    for (const std::string& text : overrides) {
      file_.fixed.push_back(command_line_override(text));
    }
  }

  void read_axes_and_exclusions() {
    const auto axes = part<SourceTable>(root_, kAxesTable);
    KeyMeanings meanings(with_overrides(file_.tree, in_order_of_depth(file_.fixed)));
    file_.axes = read_axes(axes, meanings, draws(), problems_);
    if (axes.empty() && problems_.sound(kAxesTable)) {
      refuse(std::string(kAxesTable), "the table is empty, at least one axis was expected");
    }
    if (problems_.found().empty()) {
      const auto list = part<SourceList>(root_, kExcludeList);
      file_.exclusions = read_exclusions(list, file_.axes, meanings, problems_);
    }
  }

  void read_design() {
    const std::string combine = text("combine");
    Design& design = file_.design;
    design.combine = combine == "zip"      ? Combine::kZip
                     : combine == "random" ? Combine::kRandom
                     : draws()             ? Combine::kLatinHypercube
                                           : Combine::kGrid;
    for (const std::string key : {"points", "seed"}) {
      if (file_.arguments.has(key) && !draws() && !combine.empty()) {
        refuse(key, fmt::format("only random and latin_hypercube draw points, not '{}'", combine));
      }
    }
    if (draws() && !file_.arguments.has("points") && problems_.sound("points")) {
      problems_.add("points", file_.where("combine"),
                    fmt::format("'points' is missing: how many '{}' draws", combine));
    }
    design.points = file_.arguments.has("points") ? file_.arguments.integer("points") : 0;
    design.seed = file_.arguments.has("seed")
                      ? static_cast<std::uint64_t>(file_.arguments.integer("seed"))
                      : 1;
    if (file_.arguments.has("replicates")) {
      file_.replicates = file_.arguments.integer("replicates");
    }
  }

  /// What no part can see alone.
  void check_together() {
    find_conflicts(file_.axes, file_.fixed, problems_);
    for (const Axis& axis : file_.axes) {
      if (axis.key == "seed" && file_.replicates > 1) {
        problems_.add(axis.key, axis.where,
                      fmt::format("seed: an axis and {} replicates both set it, one of the two was "
                                  "expected",
                                  file_.replicates));
      }
    }
    if (problems_.found().empty()) {
      check_lengths();
      check_count();
    }
  }

 private:
  void refuse(const std::string& key, const std::string& text) {
    problems_.add(key, file_.where(key), fmt::format("{}: {}", key, text));
  }

  [[nodiscard]] std::string text(std::string_view key) const {
    return file_.arguments.has(key) ? file_.arguments.text(key) : "";
  }

  [[nodiscard]] bool draws() const {
    return text("combine") == "random" || text("combine") == "latin_hypercube";
  }

  void check_lengths() {
    const Axis& first = file_.axes.front();
    for (const Axis& axis : file_.axes) {
      if (file_.design.combine == Combine::kZip && axis.values.size() != first.values.size()) {
        problems_.add(axis.key, axis.where,
                      fmt::format("{}: zip needs axes of one length: {} values here, {} in {}",
                                  axis.key, axis.values.size(), first.values.size(), first.key));
      }
    }
  }

  void check_count() {
    const std::int64_t most = kMaximumRuns / file_.replicates;
    const std::int64_t points = count_points(file_.axes, file_.design, kMaximumRuns);
    if (points > most) {
      problems_.add(
          kAxesTable, file_.where(kAxesTable),
          fmt::format(
              "{}{} points with {} each, at most {} runs were expected",
              points > kMaximumRuns ? "more than " : "", std::min(points, kMaximumRuns),
              file_.replicates == 1 ? "a run" : fmt::format("{} replicates", file_.replicates),
              kMaximumRuns));
    }
  }

  SweepFile& file_;
  std::string name_;
  Problems& problems_;
  SourceTable root_;
};

void throw_if_found(const Problems& problems) {
  if (!problems.found().empty()) {
    throw ScenarioError(problems.found());
  }
}

}  // namespace

Location SweepFile::where(std::string_view key) const {
  return place_of(key, locations, path);
}

Arguments SweepFile::section(std::string_view name) const {
  return arguments.has(name) ? arguments.table(name) : Arguments{};
}

SweepFile read_sweep_file(const std::filesystem::path& path,
                          const std::vector<std::string>& overrides) {
  SweepFile file;
  file.path = path;
  file.text = read_scenario_text(path);
  Problems problems;
  SweepReader reader(file, problems);
  if (!reader.read_scenario()) {
    throw ScenarioError(problems.found());
  }
  reader.read_fixed(overrides);
  reader.read_design();
  reader.read_axes_and_exclusions();
  reader.check_together();
  throw_if_found(problems);
  return file;
}

}  // namespace simgrad
