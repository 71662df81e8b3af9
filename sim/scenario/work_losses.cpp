#include "sim/scenario/work_losses.hpp"

#include "sim/failures/failure.hpp"
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

}  // namespace

WorkLosses work_losses(const Plan& plan) {
  const std::vector<std::string> holders = holders_of(plan);
  double rate = 0.0;
  double repair = 0.0;  // rate × seconds
  for (const Chosen& failure : plan.failures) {
    const auto crash_rate =
        failure.info == nullptr ? nullptr : failure.as<FailureInfo>().crash_rate;
    if (crash_rate != nullptr) {
      const CrashRate own = crash_rate(*failure.arguments, holders);
      rate += own.per_s;
      repair += own.per_s * own.repair_s;
    }
  }
  return rate > 0.0 ? WorkLosses{1.0 / rate, repair / rate} : WorkLosses{};
}

}  // namespace simgrad
