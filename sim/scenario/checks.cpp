#include "sim/scenario/checks.hpp"

#include <fmt/format.h>

#include "kernels/distributions/distribution.hpp"
#include "sim/scenario/tree.hpp"

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

/// A distribution knows rules among its parameters, and its file.
void make_distribution(const Chosen& chosen, const std::string& key, const Plan& plan,
                       Problems& problems) {
  if (chosen.info == nullptr || !problems.sound(key)) {
    return;
  }
  if (chosen.info->family == DistributionInfo::kFamily) {
    try {
      (void)chosen.as<DistributionInfo>().make(*chosen.arguments);
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
  make_distribution(plan.strategy, "strategy", plan, problems);
  for (std::size_t i = 0; i < plan.failures.size(); ++i) {
    make_distribution(plan.failures[i], child_key("failure", i), plan, problems);
  }
}

}  // namespace

void run_checks(const Plan& plan, Problems& problems) {
  cohort_fits(plan, problems);
  distributions_work(plan, problems);
}

}  // namespace simgrad
