#include "sim/experiment/killed_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/experiment/run_inputs.hpp"

namespace simgrad {
namespace {

SavedSettings settings_of(const SavedStateReader& file, const std::filesystem::path& path) {
  const RunRow& run = file.run();
  if (run.version != SIMGRAD_VERSION) {
    throw Error(
        fmt::format("{}: written by simgrad {}, this is {}: a run is gone on with by the "
                    "program that began it",
                    path.string(), run.version, SIMGRAD_VERSION));
  }
  const auto settings = file.settings();
  if (!settings) {
    const bool is_over = run.status == "finished" || run.status == "failed";
    throw Error(fmt::format(
        "{}: {}; expected a run that was killed or interrupted", path.string(),
        is_over ? fmt::format("the run has {} ({})", run.status, run.reason)
                : "the run was begun with --save-every \"0 s\" and cannot be gone on with"));
  }
  return *settings;
}

}  // namespace

KilledRun::KilledRun(const std::filesystem::path& path)
    : path_(path), file_(path), settings_(settings_of(file_, path)), cut_(file_.cut()) {}

Plan KilledRun::plan() const {
  return read_scenario_as(settings_.scenario_path, file_.run().scenario, settings_.overrides);
}

RunRecording KilledRun::recording() const {
  RunRecording recording;
  recording.device = settings_.device;
  recording.threads = static_cast<std::size_t>(settings_.threads);
  recording.database = path_;
  recording.options.span_limit = settings_.span_limit;
  recording.options.parameters = settings_.parameters;
  recording.killed = cut_ ? this : nullptr;
  return recording;
}

void KilledRun::check_inputs(const Plan& plan, const Dataset& data) const {
  if (!cut_) {
    return;  // it begins anew, with what is there now
  }
  std::vector<SavedInput> now = file_inputs(plan);
  now.push_back(data_input(data));
  for (const SavedInput& input : now) {
    const auto& then = settings_.inputs;
    const bool same = std::any_of(then.begin(), then.end(), [&input](const SavedInput& saved) {
      return saved.name == input.name && saved.hash == input.hash;
    });
    if (!same) {
      throw Error(fmt::format("{}: {} has changed since the run began; expected what it began with",
                              path_.string(), input.name));
    }
  }
}

}  // namespace simgrad
