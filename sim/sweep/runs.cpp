#include "sim/sweep/runs.hpp"

#include <limits>

#include <fmt/format.h>

#include "sim/scenario/look_up.hpp"
#include "sim/sweep/halving.hpp"
#include "sim/sweep/overrides.hpp"

namespace simgrad {
namespace {

std::int64_t integer_or_one(const SourceNode& scenario, const std::string& key) {
  const auto meaning = look_up_key(scenario, key);
  const auto* integer = meaning && meaning->value ? meaning->value->as<std::int64_t>() : nullptr;
  return integer == nullptr ? 1 : *integer;
}

/// The seed that an axis sets at a point.
std::optional<std::int64_t> seed_of(const Settings& point) {
  for (const auto& setting : point) {
    const auto* seed = setting->node.as<std::int64_t>();
    if (setting->value.key == "seed" && seed != nullptr) {
      return *seed;
    }
  }
  return std::nullopt;
}

std::vector<std::string> texts(const std::vector<Override>& overrides) {
  std::vector<std::string> result;
  result.reserve(overrides.size());
  for (const Override& change : overrides) {
    result.push_back(change.text);
  }
  return result;
}

}  // namespace

std::vector<SweepRun> first_runs(const SweepFile& file, const std::vector<Settings>& points,
                                 const SourceNode& base,
                                 const std::optional<SuccessiveHalving>& halving) {
  const std::int64_t first = integer_or_one(base, "seed");
  if (first > std::numeric_limits<std::int64_t>::max() - file.replicates) {
    throw ScenarioError(
        {{file.where("replicates"),
          fmt::format("replicates: {} seeds from {} on are too large", file.replicates, first)}});
  }
  std::vector<SweepRun> runs;
  for (std::int64_t replicate = 0; replicate < file.replicates; ++replicate) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      SweepRun run;
      run.id = static_cast<std::int64_t>(runs.size()) + 1;
      run.point = i;
      run.seed = static_cast<std::uint64_t>(seed_of(points[i]).value_or(first + replicate));
      run.overrides = texts(point_overrides(file.fixed, points[i]));
      if (file.replicates > 1) {
        run.overrides.push_back(fmt::format("seed={}", run.seed));
      }
      if (halving) {
        run.overrides.push_back(budget_override(*halving, 0));
      }
      runs.push_back(std::move(run));
    }
  }
  return runs;
}

std::string budget_override(const SuccessiveHalving& halving, std::int64_t rung) {
  return fmt::format("{}={}", halving.key, rung_budget(halving, rung));
}

}  // namespace simgrad
