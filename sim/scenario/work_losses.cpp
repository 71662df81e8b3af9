#include "sim/scenario/work_losses.hpp"

#include <algorithm>

#include "kernels/distributions/distribution.hpp"
#include "sim/strategies/strategy.hpp"

namespace simgrad {
namespace {

std::vector<std::string> holders_of(const Plan& plan) {
  const auto& strategy = plan.strategy.as<StrategyInfo>();
  if (!strategy.workers_talk) {
    return plan.servers;
  }
  return strategy.workers_hold_parts ? plan.workers : std::vector<std::string>{};
}

/// 0 if it is not there.
double mean_s(const Arguments& arguments, std::string_view name) {
  if (!arguments.has(name)) {
    return 0.0;
  }
  const Chosen& chosen = arguments.chosen(name);
  const auto distribution = chosen.as<DistributionInfo>().make(*chosen.arguments);
  return distribution == nullptr ? 0.0 : distribution->mean();
}

}  // namespace

WorkLosses work_losses(const Plan& plan) {
  const std::vector<std::string> holders = holders_of(plan);
  double rate = 0.0;
  double repair = 0.0;  // rate × seconds
  for (const Chosen& failure : plan.failures) {
    if (failure.info == nullptr || failure.info->name != "host_crash") {
      continue;
    }
    const double to_failure_s = mean_s(*failure.arguments, "time_to_failure");
    const auto& hosts = failure.arguments->get<std::vector<std::string>>("hosts");
    const auto hit = std::count_if(hosts.begin(), hosts.end(), [&](const std::string& host) {
      return std::find(holders.begin(), holders.end(), host) != holders.end();
    });
    if (to_failure_s <= 0.0 || hit == 0) {
      continue;
    }
    const double own = static_cast<double>(hit) / to_failure_s;
    const double down_s = failure.arguments->has("duration")
                              ? failure.arguments->real("duration")
                              : mean_s(*failure.arguments, "time_to_repair");
    rate += own;
    repair += own * down_s;
  }
  return rate > 0.0 ? WorkLosses{1.0 / rate, repair / rate} : WorkLosses{};
}

}  // namespace simgrad
