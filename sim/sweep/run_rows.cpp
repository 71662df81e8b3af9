#include "sim/sweep/run_rows.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "sim/sweep/point_text.hpp"

namespace simgrad {
namespace {

constexpr const char* kSeed = "seed";

/// The scenario's text as it is now, or nothing: the run has not come so far.
std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::vector<PointRow> point_rows(const Sweep& sweep, const SweepRun& run) {
  const auto point = static_cast<std::int64_t>(run.point);
  const std::vector<AxisValue>& values = sweep.points.at(run.point).values;
  std::vector<PointRow> rows;
  rows.reserve(values.size() + 1);
  for (const AxisValue& value : values) {
    rows.push_back({run.id, point, run.rung, value.key, value.label, value.number});
  }
  const bool is_axis = std::any_of(rows.begin(), rows.end(), [](const PointRow& row) {
    return row.key == kSeed;
  });
  if (!is_axis) {
    rows.push_back(
        {run.id, point, run.rung, kSeed, std::to_string(run.seed), static_cast<double>(run.seed)});
  }
  return rows;
}

RunRow broken_row(const Sweep& sweep, const SweepRun& run, const std::string& reason) {
  RunRow row;
  row.id = run.id;
  row.title = sweep.title;
  row.scenario = text_of(sweep.scenario);
  for (const std::string& argument : run.overrides) {
    row.overrides += argument + "\n";
  }
  row.seed = static_cast<std::int64_t>(run.seed);
  row.version = SIMGRAD_VERSION;
  row.status = "failed";
  row.reason = reason;
  return row;
}

std::string run_text(const Sweep& sweep, const SweepRun& run) {
  const std::string point = point_text(sweep.points.at(run.point), short_keys(sweep.axis_keys));
  return fmt::format("{}{}seed {}", point, point.empty() ? "" : ", ", run.seed);
}

}  // namespace simgrad
