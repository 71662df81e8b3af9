#include "sim/scenario/checks.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "kernels/aggregation/aggregation.hpp"
#include "kernels/distributions/distribution.hpp"
#include "kernels/models/cost.hpp"
#include "sim/failures/failure.hpp"
#include "sim/failures/outage_check.hpp"
#include "sim/scenario/tree.hpp"
#include "sim/scenario/work_losses.hpp"
#include "sim/strategies/checkpoint_check.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/topologies/topology.hpp"

namespace simgrad {
namespace {

void cohort_fits(const Plan& plan, Problems& problems) {
  const std::string key = "strategy.clients_per_round";
  const auto& arguments = plan.strategy.arguments;
  if (arguments == nullptr || !arguments->has("clients_per_round") || plan.workers.empty()) {
    return;
  }
  const auto clients = arguments->integer("clients_per_round");
  if (clients > static_cast<std::int64_t>(plan.workers.size())) {
    const bool one = plan.workers.size() == 1;
    problems.add(key, plan.where(key),
                 fmt::format("{}: {} clients a round, but there {} {} {}", key, clients,
                             one ? "is" : "are", plan.workers.size(), one ? "worker" : "workers"));
  }
}

/// A topology may not exist for every number of workers.
void topology_fits(const Plan& plan, Problems& problems) {
  const std::string key = "strategy.topology";
  const auto& arguments = plan.strategy.arguments;
  if (arguments == nullptr || !arguments->has("topology") || plan.workers.empty() ||
      !problems.sound(key)) {
    return;
  }
  try {
    (void)topology_of(*arguments, plan.workers.size(), plan.seed);
  } catch (const Error& error) {
    problems.add(key, plan.where(key), fmt::format("{}: {}", key, error.what()));
  }
}

void backups_leave_one(const Plan& plan, Problems& problems) {
  const std::string key = "strategy.backup_workers";
  const auto& arguments = plan.strategy.arguments;
  if (arguments == nullptr || !arguments->has("backup_workers") || plan.workers.empty()) {
    return;
  }
  const auto backups = arguments->integer("backup_workers");
  if (backups >= static_cast<std::int64_t>(plan.workers.size())) {
    problems.add(key, plan.where(key),
                 fmt::format("{}: {} of {} workers; fewer than there are workers were expected",
                             key, backups, plan.workers.size()));
  }
}

void servers_shard(const Plan& plan, Problems& problems) {
  const std::string key = "platform.server";
  if (plan.servers.size() > 1 && plan.strategy.info != nullptr &&
      !plan.strategy.as<StrategyInfo>().shards) {
    problems.add(key, plan.where(key),
                 fmt::format("{}: {} servers, but strategy '{}' keeps all parameters on one; one "
                             "host was expected",
                             key, plan.servers.size(), plan.strategy.info->name));
  }
}

/// Declared bytes are at least those of the numbers that really travel.
void cost_is_consistent(const Plan& plan, Problems& problems) {
  const std::string key = "model.cost.bytes_per_parameter";
  const auto& model = plan.model.arguments;
  if (model == nullptr || !model->has("cost") || !model->table("cost").has("bytes_per_parameter")) {
    return;
  }
  const Arguments& cost = model->table("cost");
  const std::int64_t bytes = cost.integer("bytes_per_parameter");
  if (bytes == 3) {
    problems.add(key, plan.where(key), fmt::format("{}: 1, 2 or 4 was expected, not 3", key));
  } else if (cost.has("wire")) {
    const double sent = element_bytes(wire_format(cost.text("wire")));
    if (static_cast<double>(bytes) < sent) {
      problems.add(key, plan.where(key),
                   fmt::format("{}: {} is less than the {} bytes of each number that wire = \"{}\" "
                               "sends",
                               key, bytes, sent, cost.text("wire")));
    }
  }
}

/// A distribution knows rules among its parameters, and its file.
void make_distribution(const Chosen& chosen, const std::string& key, const Plan& plan,
                       Problems& problems) {
  if (chosen.info == nullptr || !problems.sound(key)) {
    return;
  }
  if (chosen.info->family == DistributionInfo::kFamily) {
    try {
      (void)distribution_of(chosen);
    } catch (const Error& error) {
      problems.add(key, plan.where(key), fmt::format("{}: {}", key, error.what()));
    }
    return;
  }
  for (const auto& [name, argument] : chosen.arguments->values()) {
    if (const Chosen* nested = std::get_if<Chosen>(&argument)) {
      make_distribution(*nested, child_key(key, name), plan, problems);
    }
  }
}

void distributions_work(const Plan& plan, Problems& problems) {
  make_distribution(plan.step_time, "compute.step_time", plan, problems);
  make_distribution(plan.jitter, "compute.jitter", plan, problems);
  for (std::size_t i = 0; i < plan.host_compute.size(); ++i) {
    const std::string key = child_key("compute.host", i);
    make_distribution(plan.host_compute[i].step_time, child_key(key, "step_time"), plan, problems);
    make_distribution(plan.host_compute[i].jitter, child_key(key, "jitter"), plan, problems);
  }
  make_distribution(plan.strategy, "strategy", plan, problems);
  for (std::size_t i = 0; i < plan.failures.size(); ++i) {
    make_distribution(plan.failures[i], child_key("failure", i), plan, problems);
  }
}

bool declares(const ComponentInfo& info, std::string_view name) {
  return std::any_of(info.parameters.begin(), info.parameters.end(), [&](const Parameter& one) {
    return one.name == name;
  });
}

/// Nothing is wrong with the parameters of `failure`, those that name its victims aside.
bool timing_is_sound(const Chosen& failure, const std::string& key, const Problems& problems) {
  const auto& parameters = failure.info->parameters;
  return std::all_of(parameters.begin(), parameters.end(), [&](const Parameter& one) {
    return one.type == Type::kNames || problems.sound(child_key(key, one.name));
  });
}

/// When a failure begins and ends, and whether it does anything.
void failures_work(const Plan& plan, Problems& problems) {
  for (std::size_t i = 0; i < plan.failures.size(); ++i) {
    const Chosen& failure = plan.failures[i];
    const std::string key = child_key("failure", i);
    if (failure.info == nullptr || !timing_is_sound(failure, key, problems)) {
      continue;
    }
    std::vector<std::string> found{factor_problem(*failure.arguments)};
    if (declares(*failure.info, "time_to_failure")) {
      found.push_back(
          outage_problem(*failure.arguments, failure.as<FailureInfo>().begins_with_run));
    }
    const auto problem_of = failure.as<FailureInfo>().problem;
    if (problem_of != nullptr && problems.sound(key) && !plan.summary.hosts.empty()) {
      found.push_back(problem_of(*failure.arguments, plan.summary));
    }
    for (const std::string& problem : found) {
      if (!problem.empty()) {
        problems.add(key, plan.where(key), fmt::format("{}: {}", key, problem));
      }
    }
  }
}

/// Whether a distribution only ever draws zero.
bool is_zero(const Chosen& chosen) {
  const auto distribution = distribution_of(chosen);
  return distribution != nullptr && distribution->mean() == 0.0;
}

bool is_zero(const Chosen& failure, std::string_view name) {
  return failure.arguments->has(name) && is_zero(failure.arguments->chosen(name));
}

void jitter_has_a_mean(const Chosen& jitter, const std::string& key, const Plan& plan,
                       Problems& problems) {
  if (jitter.info != nullptr && problems.sound(key) && is_zero(jitter)) {
    problems.add(key, plan.where(key),
                 fmt::format("{}: it draws nothing but 0 s; a mean above that was expected, which "
                             "draws are divided by",
                             key));
  }
}

/// A step_time is a time already: there is no flop that an efficiency could stretch.
void efficiency_counts(bool has_step_time, bool has_efficiency, const std::string& section,
                       const Plan& plan, Problems& problems) {
  if (has_step_time && has_efficiency) {
    const std::string key = child_key(section, "efficiency");
    problems.add(key, plan.where(key),
                 fmt::format("{}: it would do nothing, as step_time says how long a step takes; "
                             "one of them was expected",
                             key));
  }
}

/// Only workers' computing takes the times that [compute] says.
void hosts_compute(const Plan& plan, Problems& problems) {
  const std::set<std::string_view> workers(plan.workers.begin(), plan.workers.end());
  for (std::size_t i = 0; i < plan.host_compute.size(); ++i) {
    const std::vector<std::string>& hosts = plan.host_compute[i].hosts;
    const bool known = !workers.empty() && !hosts.empty();
    if (known && std::none_of(hosts.begin(), hosts.end(), [&](const std::string& host) {
          return workers.count(host) > 0;
        })) {
      const std::string key = child_key(child_key("compute.host", i), "hosts");
      problems.add(key, plan.where(key),
                   fmt::format("{}: it would do nothing, as none of them is a worker; platform."
                               "workers were expected",
                               key));
    }
  }
}

void compute_is_consistent(const Plan& plan, Problems& problems) {
  const std::string section = "compute";
  if (plan.jitter.info != nullptr && plan.jitter_sigma != 0.0) {
    const std::string key = "compute.jitter_sigma";
    problems.add(key, plan.where(key),
                 fmt::format("{}: jitter is there too; one of them was expected", key));
  }
  hosts_compute(plan, problems);
  const bool step_time = plan.step_time.info != nullptr;
  efficiency_counts(step_time, plan.efficiency != 1.0, section, plan, problems);
  jitter_has_a_mean(plan.jitter, "compute.jitter", plan, problems);
  for (std::size_t i = 0; i < plan.host_compute.size(); ++i) {
    const HostCompute& host = plan.host_compute[i];
    const std::string key = child_key("compute.host", i);
    efficiency_counts(step_time || host.step_time.info != nullptr, host.efficiency.has_value(), key,
                      plan, problems);
    jitter_has_a_mean(host.jitter, child_key(key, "jitter"), plan, problems);
  }
}

/// A failure that comes and goes in no time would do so for ever at one instant.
void failures_take_time(const Plan& plan, Problems& problems) {
  for (std::size_t i = 0; i < plan.failures.size(); ++i) {
    const Chosen& failure = plan.failures[i];
    const std::string key = child_key("failure", i);
    if (failure.info != nullptr && problems.sound(key) && is_zero(failure, "time_to_failure") &&
        is_zero(failure, "time_to_repair")) {
      problems.add(
          key, plan.where(key),
          fmt::format("{}: it would come and go for ever at one instant: a time_to_failure "
                      "or a time_to_repair above 0 s was expected",
                      key));
    }
  }
}

/// When checkpoints are taken, and how crashes are noticed.
void recovery_works(const Plan& plan, Problems& problems) {
  const auto& arguments = plan.strategy.arguments;
  if (arguments == nullptr) {
    return;
  }
  const std::string key = "strategy.checkpoint";
  const bool known = !plan.workers.empty() && problems.sound("failure");  // who may be lost
  if (arguments->has("checkpoint") && known && problems.sound(key)) {
    const std::string found = checkpoint_problem(arguments->table("checkpoint"), work_losses(plan));
    if (!found.empty()) {
      problems.add(key, plan.where(key), fmt::format("{}: {}", key, found));
    }
  }
  const std::string heartbeat = "strategy.heartbeat";
  if (arguments->has("heartbeat") && plan.locations.count("strategy.detection_delay") > 0) {
    problems.add(
        heartbeat, plan.where(heartbeat),
        fmt::format("{}: detection_delay is there too; one of them was expected", heartbeat));
  }
}

void aggregation_works(const Plan& plan, Problems& problems) {
  const auto& arguments = plan.strategy.arguments;
  const std::string key = "strategy.aggregation";
  if (arguments == nullptr || !arguments->has("aggregation") || !problems.sound(key)) {
    return;
  }
  const Chosen& rule = arguments->chosen("aggregation");
  if (rule.info == nullptr || rule.as<AggregationInfo>().problem == nullptr) {
    return;
  }
  const std::string found = rule.as<AggregationInfo>().problem(*rule.arguments);
  if (!found.empty()) {
    problems.add(key, plan.where(key), fmt::format("{}: {}", key, found));
  }
}

/// Who takes over has something to go on from, and what is kept for that is kept by somebody.
void standbys_take_over(const Plan& plan, Problems& problems) {
  if (plan.strategy.info == nullptr || plan.servers.empty() || !problems.sound("strategy")) {
    return;
  }
  const Arguments& arguments = *plan.strategy.arguments;
  const bool replicates = arguments.has("replication");
  const std::string replication = "strategy.replication";
  const std::string standby = "platform.standby";
  if (replicates && plan.standbys.empty()) {
    problems.add(
        replication, plan.where(replication),
        fmt::format("{}: nobody keeps a replica; hosts in {} were expected", replication, standby));
  }
  const bool checkpoints =
      arguments.has("checkpoint") && takes_checkpoints(arguments.table("checkpoint"));
  if (declares(*plan.strategy.info, "replication") && !plan.standbys.empty() && !replicates &&
      !checkpoints) {
    problems.add(standby, plan.where(standby),
                 fmt::format("{}: who takes over has nothing to go on from; 'replication' or "
                             "'checkpoint' of the strategy was expected",
                             standby));
  }
}

}  // namespace

void run_checks(const Plan& plan, Problems& problems) {
  cohort_fits(plan, problems);
  topology_fits(plan, problems);
  backups_leave_one(plan, problems);
  servers_shard(plan, problems);
  cost_is_consistent(plan, problems);
  failures_work(plan, problems);
  distributions_work(plan, problems);
  failures_take_time(plan, problems);
  compute_is_consistent(plan, problems);
  recovery_works(plan, problems);
  aggregation_works(plan, problems);
  standbys_take_over(plan, problems);
}

}  // namespace simgrad
