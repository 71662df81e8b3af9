#include "sim/experiment/compute_times.hpp"

#include <string_view>
#include <unordered_map>

namespace simgrad {
namespace {

/// An entry of [[compute.host]], its distributions shared by its hosts.
struct Entry {
  explicit Entry(const HostCompute& host)
      : step_time(distribution_of(host.step_time)),
        jitter(distribution_of(host.jitter)),
        efficiency(host.efficiency) {}

  void put_over(ComputeTime& time) const {
    time.step_time = step_time != nullptr ? step_time : time.step_time;
    time.jitter = jitter != nullptr ? jitter : time.jitter;
    time.efficiency = efficiency.value_or(time.efficiency);
  }

  std::shared_ptr<const Distribution> step_time;
  std::shared_ptr<const Distribution> jitter;
  std::optional<double> efficiency;
};

}  // namespace

std::vector<ComputeTime> compute_times(const Plan& plan) {
  const ComputeTime everywhere{distribution_of(plan.step_time), distribution_of(plan.jitter),
                               plan.jitter_sigma, plan.efficiency};
  std::vector<ComputeTime> times(plan.workers.size(), everywhere);
  std::unordered_map<std::string_view, std::size_t> worker_on;
  for (std::size_t i = 0; i < plan.workers.size(); ++i) {
    worker_on.emplace(plan.workers[i], i);
  }
  for (const HostCompute& host : plan.host_compute) {
    const Entry entry(host);
    for (const std::string& name : host.hosts) {
      if (const auto found = worker_on.find(name); found != worker_on.end()) {
        entry.put_over(times[found->second]);
      }
    }
  }
  return times;
}

}  // namespace simgrad
