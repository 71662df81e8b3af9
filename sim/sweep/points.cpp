#include "sim/sweep/points.hpp"

#include <set>

#include <fmt/format.h>

#include "sim/sweep/sections.hpp"

namespace simgrad {
namespace {

/// Equal points would be equal runs. Only drawn ones can be: values of a list are told apart.
void refuse_repeated(const SweepFile& file, const std::vector<Settings>& points) {
  std::set<std::string> different;
  for (const Settings& point : points) {
    std::string values;
    for (const auto& setting : point) {
      values += setting->value.text + '\n';
    }
    different.insert(std::move(values));
  }
  if (different.size() < points.size()) {
    throw ScenarioError(
        {{file.where("points"),
          fmt::format("points: of {} points drawn only {} differ; fewer points, wider ranges, "
                      "another seed or combine = \"grid\" were expected",
                      points.size(), different.size())}});
  }
}

}  // namespace

SweepPoints sweep_points(const SweepFile& file) {
  std::vector<Settings> points = combine_axes(file.axes, file.design);
  refuse_repeated(file, points);
  const std::size_t excluded = leave_out(points, file.exclusions, file.tree, file.fixed);
  if (points.empty()) {
    throw ScenarioError({{file.where(kExcludeList), "exclude: no point is left"}});
  }
  return {std::move(points), excluded};
}

}  // namespace simgrad
