#include <algorithm>

#include <fmt/format.h>

#include "sim/failures/failure.hpp"
#include "sim/scenario/checks.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/expand.hpp"
#include "sim/scenario/names.hpp"
#include "sim/scenario/override.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/scenario/reader.hpp"
#include "sim/scenario/resolved.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/strategies/strategy.hpp"

namespace simgrad {
namespace {

/// Copies an argument that was given; one that is optional or wrong is not there.
template <class T, class Target>
void take(const Arguments& arguments, std::string_view name, Target& target) {
  if (arguments.has(name)) {
    target = static_cast<Target>(arguments.get<T>(name));
  }
}

Arguments section(const Arguments& all, std::string_view name) {
  return all.has(name) ? all.table(name) : Arguments{};
}

void take_platform(const Arguments& all, Plan& plan) {
  const Arguments platform = section(all, "platform");
  if (platform.has("file")) {
    plan.platform.file = platform.text("file");
  }
  take<Chosen>(platform, "generate", plan.platform.generator);
  take<Chosen>(platform, "network_model", plan.platform.network_model);
  take<double>(platform, "latency_factor", plan.platform.latency_factor);
  take<double>(platform, "bandwidth_factor", plan.platform.bandwidth_factor);
  take<std::vector<std::string>>(platform, "server", plan.servers);
  take<std::vector<std::string>>(platform, "standby", plan.standbys);
  take<std::vector<std::string>>(platform, "workers", plan.workers);
  plan.platform.seed = plan.seed;
}

HostCompute host_compute(const Arguments& entry) {
  HostCompute result;
  take<std::vector<std::string>>(entry, "hosts", result.hosts);
  take<double>(entry, "efficiency", result.efficiency);
  take<Chosen>(entry, "step_time", result.step_time);
  take<Chosen>(entry, "jitter", result.jitter);
  return result;
}

void take_compute(const Arguments& all, Plan& plan) {
  const Arguments compute = section(all, "compute");
  take<Chosen>(compute, "step_time", plan.step_time);
  take<Chosen>(compute, "jitter", plan.jitter);
  take<double>(compute, "jitter_sigma", plan.jitter_sigma);
  take<double>(compute, "efficiency", plan.efficiency);
  plan.host_compute.clear();
  if (compute.has("host")) {
    for (const Chosen& entry : compute.get<std::vector<Chosen>>("host")) {
      plan.host_compute.push_back(entry.arguments ? host_compute(*entry.arguments) : HostCompute{});
    }
  }
}

void take_all(const Arguments& all, Plan& plan) {
  take<std::string>(all, "title", plan.title);
  take<std::int64_t>(all, "seed", plan.seed);
  take_platform(all, plan);
  const Arguments data = section(all, "data");
  take<Chosen>(data, "set", plan.dataset);
  take<Chosen>(data, "partition", plan.partition);
  take<Chosen>(all, "model", plan.model);
  take<Chosen>(all, "strategy", plan.strategy);
  if (plan.strategy.info != nullptr) {
    plan.platform.workers_talk = plan.strategy.as<StrategyInfo>().workers_talk;
  }
  take<std::vector<Chosen>>(all, "failure", plan.failures);
  for (const Chosen& failure : plan.failures) {
    const bool sends = failure.info != nullptr && failure.as<FailureInfo>().sends;
    plan.platform.workers_talk = plan.platform.workers_talk || sends;
  }
  take_compute(all, plan);
  const Arguments stop = section(all, "stop");
  take<double>(stop, "accuracy", plan.stop_accuracy);
  take<double>(stop, "loss", plan.stop_loss);
  take<double>(stop, "simulated_time", plan.stop_simulated_s);
  const Arguments evaluation = section(all, "evaluation");
  take<std::int64_t>(evaluation, "every_rounds", plan.evaluate_every_rounds);
  take<std::int64_t>(evaluation, "decision_lag", plan.decision_lag);
}

/// Whether there is one platform to look into: a file that exists, or a generator.
bool platform_is_chosen(const Plan& plan, Problems& problems) {
  const auto& file = plan.platform.file;
  const bool generated = plan.platform.generator.info != nullptr;
  if (!problems.sound("platform.file") || !problems.sound("platform.generate")) {
    return false;
  }
  if (file.has_value() == generated) {
    problems.add("platform", plan.where("platform"),
                 fmt::format("platform: exactly one of 'file' and 'generate' was expected, {}",
                             generated ? "not both" : "neither is there"));
    return false;
  }
  std::error_code code;
  if (file && !std::filesystem::is_regular_file(*file, code)) {
    const bool exists = std::filesystem::exists(*file, code);
    problems.add("platform.file", plan.where("platform.file"),
                 fmt::format("platform.file: {} '{}'",
                             exists ? "not a file:" : "no such file:", file->string()));
    return false;
  }
  return problems.sound("platform.network_model");
}

/// What SimGrid would abort on, or take in silence, is said with the platform file's own lines.
bool platform_file_is_sound(const Plan& plan, const PlatformLook& look, Problems& problems) {
  if (!plan.platform.file) {
    return true;
  }
  const auto found = look.check_file(*plan.platform.file);
  for (const PlatformProblem& problem : found) {
    problems.add("platform.file", {problem.file, problem.line, 0}, problem.text);
  }
  return found.empty();
}

/// A factor left every link one that SimGrid's sums bear.
void check_factors(const Plan& plan, Problems& problems) {
  for (const LinkSummary& link : plan.summary.links) {
    if (plan.platform.latency_factor != 1.0 && link.latency_s > kLatencies.maximum) {
      const std::string key = "platform.latency_factor";
      problems.add(key, plan.where(key),
                   fmt::format("{}: link {} has a latency of {:.6g} s then; at most {:.6g} s were "
                               "expected",
                               key, link.name, link.latency_s, kLatencies.maximum));
      return;
    }
    const bool borne =
        link.bytes_per_s >= kBandwidths.minimum && link.bytes_per_s <= kBandwidths.maximum;
    if (plan.platform.bandwidth_factor != 1.0 && !borne) {
      const std::string key = "platform.bandwidth_factor";
      problems.add(
          key, plan.where(key),
          fmt::format("{}: link {} has {:.6g} byte/s then; {:.6g} to {:.6g} were expected", key,
                      link.name, link.bytes_per_s, kBandwidths.minimum, kBandwidths.maximum));
      return;
    }
  }
}

bool look_into_platform(Plan& plan, const PlatformLook& look, Problems& problems) {
  if (!platform_is_chosen(plan, problems) || !platform_file_is_sound(plan, look, problems)) {
    return false;
  }
  const std::string key = plan.platform.file ? "platform.file" : "platform.generate";
  try {
    plan.summary = look.inspect(plan.platform);
  } catch (const Error& error) {
    problems.add(key, plan.where(key), fmt::format("{}: {}", key, error.what()));
    return false;
  }
  check_factors(plan, problems);
  return true;
}

void check_servers(const Plan& plan, Problems& problems) {
  for (const std::string& server : plan.servers) {
    if (std::find(plan.workers.begin(), plan.workers.end(), server) != plan.workers.end()) {
      problems.add("platform.workers", plan.where("platform.workers"),
                   fmt::format("platform.workers: host '{}' is {} server, a worker was expected",
                               server, plan.servers.size() == 1 ? "the" : "a"));
    }
  }
  for (const std::string& standby : plan.standbys) {
    const auto is_standby = [&](const std::string& host) {
      return host == standby;
    };
    const bool serves = std::any_of(plan.servers.begin(), plan.servers.end(), is_standby);
    if (serves || std::any_of(plan.workers.begin(), plan.workers.end(), is_standby)) {
      problems.add("platform.standby", plan.where("platform.standby"),
                   fmt::format("platform.standby: host '{}' is a {}, a host without another role "
                               "was expected",
                               standby, serves ? "server" : "worker"));
    }
  }
}

/// Reads, and adds what is wrong. Returns the scenario's arguments, complete if nothing is wrong.
Arguments read_all(const SourceNode& root, const PlatformLook& look, Plan& plan,
                   Problems& problems) {
  collect_places(root, "", plan.locations);
  const auto folder = std::filesystem::absolute(plan.path).parent_path();
  const auto parameters = scenario_parameters();
  Arguments all =
      Reader(folder, problems).read_table(parameters, *root.as<SourceTable>(), root.where, "");
  take_all(all, plan);
  bool named = false;
  if (all.has("platform") && look_into_platform(plan, look, problems)) {
    const KnownNames known = known_names(plan.summary);
    all = expand_all(all, parameters, "", known, plan, problems);
    take_all(all, plan);
    check_servers(plan, problems);
    named = problems.sound("platform.workers") && problems.sound("platform.server") &&
            problems.sound("platform.standby");
  }
  if (!named) {
    plan.servers.clear();  // globs still: no check may count them
    plan.standbys.clear();
    plan.workers.clear();
  }
  run_checks(plan, problems);
  return all;
}

Plan read_text(const std::filesystem::path& path, std::string text,
               const std::vector<Override>& overrides, const PlatformLook& look) {
  Plan plan;
  plan.path = path;
  plan.text = std::move(text);
  SourceNode root = parse_document(plan.text, path.string());
  Problems problems;
  for (const Override& change : overrides) {
    plan.overrides.push_back(change.text);
    apply_override(root, change, problems);
  }
  const Arguments all = read_all(root, look, plan, problems);
  if (!problems.found().empty()) {
    throw ScenarioError(problems.found());
  }
  plan.resolved_json = resolved_json(scenario_parameters(), all);
  return plan;
}

std::vector<Override> placed(const std::vector<std::string>& overrides) {
  std::vector<Override> placed;
  placed.reserve(overrides.size());
  for (const std::string& text : overrides) {
    placed.push_back(command_line_override(text));
  }
  return placed;
}

}  // namespace

Plan read_scenario(const std::filesystem::path& path, const std::vector<Override>& overrides,
                   const PlatformLook& look) {
  return read_text(path, read_scenario_text(path), overrides, look);
}

Plan read_scenario(const std::filesystem::path& path, const std::vector<std::string>& overrides) {
  return read_scenario(path, placed(overrides), PlatformLook{});
}

Plan read_scenario_as(const std::filesystem::path& path, const std::string& text,
                      const std::vector<std::string>& overrides) {
  return read_text(path, text, placed(overrides), PlatformLook{});
}

}  // namespace simgrad
