#include "sim/failures/crash_rates.hpp"

#include <algorithm>

#include "kernels/distributions/distribution.hpp"

namespace simgrad {
namespace {

double mean_s(const Arguments& arguments, std::string_view name) {
  const auto distribution = distribution_of(arguments, name);
  return distribution == nullptr ? 0.0 : distribution->mean();
}

}  // namespace

Renewal renewal(const Arguments& arguments) {
  return {mean_s(arguments, "time_to_failure"), arguments.has("duration")
                                                    ? arguments.real("duration")
                                                    : mean_s(arguments, "time_to_repair")};
}

std::size_t count_among(const std::vector<std::string>& hosts,
                        const std::vector<std::string>& others) {
  const auto found = std::count_if(hosts.begin(), hosts.end(), [&](const std::string& host) {
    return std::find(others.begin(), others.end(), host) != others.end();
  });
  return static_cast<std::size_t>(found);
}

CrashRate crash_rate_of_each(const Arguments& arguments, const std::vector<std::string>& hosts,
                             const Renewal& renewal) {
  const std::size_t hit = count_among(hosts, arguments.get<std::vector<std::string>>("hosts"));
  return renewal.to_failure_s > 0.0
             ? CrashRate{static_cast<double>(hit) / renewal.to_failure_s, renewal.repair_s}
             : CrashRate{};
}

}  // namespace simgrad
