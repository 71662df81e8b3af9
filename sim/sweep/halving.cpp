#include "sim/sweep/halving.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/look_up.hpp"
#include "sim/sweep/overrides.hpp"
#include "sim/sweep/runs.hpp"

namespace simgrad {
namespace {

[[noreturn]] void refuse(const SweepFile& file, const std::string& key, const std::string& text) {
  throw ScenarioError(
      {{file.where("stop_early." + key), fmt::format("stop_early.{}: {}", key, text)}});
}

/// The scenario's own budget, where all points have the same.
std::int64_t own_budget(const SweepFile& file, const SourceNode& base, const std::string& key) {
  for (const Axis& axis : file.axes) {
    if (axis.key.size() < key.size() && keys_overlap(axis.key, key)) {
      refuse(
          file, "largest",
          fmt::format("it is missing, and the scenario does not say: '{}' is an axis", axis.key));
    }
  }
  const auto meaning = look_up_key(base, key);
  const auto* budget = meaning && meaning->value ? meaning->value->as<std::int64_t>() : nullptr;
  if (budget == nullptr || meaning->parameter.type != Type::kInteger) {
    refuse(file, "key", fmt::format("'{}' is no integer of the scenario", key));
  }
  return *budget;
}

}  // namespace

std::optional<SuccessiveHalving> read_halving(const SweepFile& file, const SourceNode& base) {
  if (!file.arguments.has("stop_early")) {
    return std::nullopt;
  }
  const Arguments given = file.section("stop_early");
  SuccessiveHalving halving;
  halving.key = given.text("key");
  halving.factor = given.integer("factor");
  halving.by_loss = given.text("metric") == "loss";
  for (const Axis& axis : file.axes) {
    if (keys_overlap(halving.key, axis.key) && axis.key.size() >= halving.key.size()) {
      refuse(file, "key", fmt::format("'{}' is an axis of the sweep", axis.key));
    }
  }
  halving.largest =
      given.has("largest") ? given.integer("largest") : own_budget(file, base, halving.key);
  halving.smallest =
      given.has("smallest")
          ? given.integer("smallest")
          : std::max<std::int64_t>(1, halving.largest / halving.factor / halving.factor);
  if (halving.smallest >= halving.largest) {
    refuse(file, "smallest",
           fmt::format("{}, below the largest budget {} was expected", halving.smallest,
                       halving.largest));
  }
  return halving;
}

std::int64_t rung_budget(const SuccessiveHalving& halving, std::int64_t rung) {
  std::int64_t budget = halving.smallest;
  for (std::int64_t i = 0; i < rung && budget < halving.largest; ++i) {
    budget = budget > halving.largest / halving.factor ? halving.largest : budget * halving.factor;
  }
  return std::min(budget, halving.largest);
}

std::vector<SweepRun> next_rung(const Sweep& sweep, std::int64_t rung,
                                const std::vector<std::size_t>& kept, std::int64_t first_id) {
  SIMGRAD_REQUIRE(sweep.halving.has_value() && rung > 0, "a sweep with rungs has a next one");
  const SuccessiveHalving& halving = *sweep.halving;
  std::vector<SweepRun> runs;
  if (rung_budget(halving, rung) == rung_budget(halving, rung - 1)) {
    return runs;
  }
  for (const SweepRun& first : sweep.runs) {
    if (std::find(kept.begin(), kept.end(), first.point) != kept.end()) {
      SweepRun run = first;
      run.id = first_id + static_cast<std::int64_t>(runs.size());
      run.rung = rung;
      run.overrides.back() = budget_override(halving, rung);
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

}  // namespace simgrad
