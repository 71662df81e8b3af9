#include "sim/sweep/manifest.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/record/output_file.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) {
    throw Error(path.string() + ": cannot be read");
  }
  return text.str();
}

Json halving_json(const Sweep& sweep) {
  if (!sweep.halving) {
    return nullptr;
  }
  const SuccessiveHalving& halving = *sweep.halving;
  return {{"key", halving.key},
          {"smallest", halving.smallest},
          {"largest", halving.largest},
          {"factor", halving.factor},
          {"by_loss", halving.by_loss}};
}

Json manifest_json(const Sweep& sweep) {
  Json manifest{{"scenario", text_of(sweep.scenario)},
                {"axes", sweep.axis_keys},
                {"halving", halving_json(sweep)}};
  for (const SweepRun& run : sweep.runs) {
    manifest["runs"].push_back(
        {{"id", run.id}, {"point", run.point}, {"seed", run.seed}, {"overrides", run.overrides}});
  }
  return manifest;
}

/// The first line in which two texts differ, from 1.
std::size_t first_other_line(std::string_view a, std::string_view b) {
  const auto [at_a, at_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return 1 + static_cast<std::size_t>(std::count(a.begin(), at_a, '\n'));
}

std::string run_words(const Json& run) {
  std::string words;
  for (const Json& argument : run.at("overrides")) {
    words += (words.empty() ? "" : ", ") + argument.get<std::string>();
  }
  return words;
}

std::string difference_of_runs(const Json& before, const Json& now) {
  if (before.size() != now.size()) {
    return fmt::format("it had {} runs, this one has {}", before.size(), now.size());
  }
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (before[i] != now[i]) {
      return fmt::format("run {} was {}; now it is {}", now[i].at("id").get<std::int64_t>(),
                         run_words(before[i]), run_words(now[i]));
    }
  }
  return "";
}

}  // namespace

void write_manifest(const std::filesystem::path& path, const Sweep& sweep) {
  OutputFile file(path);
  file.write(manifest_json(sweep).dump(1) + "\n");
  file.commit();
}

std::string difference_to_manifest(const std::filesystem::path& path, const Sweep& sweep) {
  const Json now = manifest_json(sweep);
  try {
    const Json before = Json::parse(text_of(path));
    if (before.at("scenario") != now.at("scenario")) {
      return fmt::format("{} has changed in line {}", sweep.scenario.string(),
                         first_other_line(before.at("scenario").get<std::string>(),
                                          now.at("scenario").get<std::string>()));
    }
    if (before.at("axes") != now.at("axes")) {
      return fmt::format("its axes were {}; now they are {}", before.at("axes").dump(),
                         now.at("axes").dump());
    }
    if (before.at("halving") != now.at("halving")) {
      return fmt::format("its halving was {}; now it is {}", before.at("halving").dump(),
                         now.at("halving").dump());
    }
    return difference_of_runs(before.at("runs"), now.at("runs"));
  } catch (const Json::exception& error) {
    throw Error(fmt::format("{}: not a sweep's manifest: {}", path.string(), error.what()));
  }
}

}  // namespace simgrad
