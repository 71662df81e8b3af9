#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/distributions/distribution.hpp"
#include "sim/failures/failure.hpp"

namespace simgrad {

/// When a failure begins and ends: once at a given time, or again and again by distributions. If
/// neither is said, it begins with the run, before anything else happens.
///
/// Alternating renewal: up for a draw of `time_to_failure`, down for a draw of `time_to_repair`,
/// and so on. Draws are keyed by (seed, entry, name of host or link, k-th occurrence): what one
/// host suffers does not depend on the other hosts, on the strategy or on how long the run is.
class Outage {
 public:
  /// @param arguments  with the keys of with_outage()
  Outage(const Arguments& arguments, FailureKey key);
  /// Again and again, by these.
  Outage(FailureKey key, std::shared_ptr<const Distribution> time_to_failure,
         std::shared_ptr<const Distribution> time_to_repair);

  /// Calls `begin` and `end` at the simulated times at which the failure of `subject` does.
  void schedule(Engine& engine, const std::string& subject, std::function<void()> begin,
                std::function<void()> end) const;

 private:
  struct Course;
  void schedule_next(Engine& engine, const std::shared_ptr<const Course>& course, std::uint64_t k,
                     double from_s) const;
  void schedule_end(Engine& engine, const std::shared_ptr<const Course>& course, std::uint64_t k,
                    double begin_s, Stream& stream) const;

  FailureKey key_;
  std::optional<double> at_s_;
  std::optional<double> duration_s_;
  std::shared_ptr<const Distribution> time_to_failure_;
  std::shared_ptr<const Distribution> time_to_repair_;  // null: never repaired
};

/// `own` parameters of a failure, followed by those of Outage.
std::vector<Parameter> with_outage(std::vector<Parameter> own);

/// Takes each of the argument `hosts` off and on, each by draws of its own.
void crash_hosts(Engine& engine, const Arguments& arguments, const Outage& outage,
                 const std::string& cause);

/// "failure[2]: host_crash", for events.
std::string cause_of(FailureKey key, std::string_view kind);

}  // namespace simgrad
