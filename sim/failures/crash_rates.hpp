#pragma once

#include <string>
#include <vector>

#include "kernels/component.hpp"
#include "sim/failures/failure.hpp"

/// How often the hosts that matter crash, from a failure's arguments.
namespace simgrad {

/// Means of an alternating renewal, seconds.
struct Renewal {
  double to_failure_s = 0.0;  // 0: it does not happen again and again
  double repair_s = 0.0;      // 0: at once, or never
};

/// From the keys of with_outage().
Renewal renewal(const Arguments& arguments);

/// How many of `hosts` are among `others`.
std::size_t count_among(const std::vector<std::string>& hosts,
                        const std::vector<std::string>& others);

/// λ = n / E[time to failure], n how many of `hosts` are among the argument `hosts`, each of which
/// crashes on its own.
CrashRate crash_rate_of_each(const Arguments& arguments, const std::vector<std::string>& hosts,
                             const Renewal& renewal);

}  // namespace simgrad
