#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/component.hpp"

/// Failures: what goes wrong in the simulated world, by timers that ask nothing of the strategy.
///
/// To add one:
///   1. copy slow_host.cpp, the smallest, to `name.cpp` and write its `arm`;
///   2. declare its parameters in `const FailureInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/sim/failures/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

class Engine;
struct PlatformSummary;

/// Where a failure takes its draws from: the scenario's seed and the number of its entry, so that
/// two strategies under one seed meet the same failures.
struct FailureKey {
  std::uint64_t seed = 0;
  std::uint64_t entry = 0;
};

/// How often something happens on average, and how long it is until that is mended.
struct CrashRate {
  double per_s = 0.0;  // λ
  double repair_s = 0.0;
};

struct FailureInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "failure";
  /// Sets the first timers; called once, before the simulated clock runs.
  void (*arm)(Engine& engine, const Arguments& arguments, FailureKey key);
  /// What is wrong with arguments that are sound one by one, or with a file of theirs; empty if
  /// nothing is. Null: nothing can be.
  std::string (*problem)(const Arguments& arguments, const PlatformSummary& platform) = nullptr;
  /// How often one or more of these hosts crash. Null: none ever does, or not at a rate.
  CrashRate (*crash_rate)(const Arguments& arguments,
                          const std::vector<std::string>& hosts) = nullptr;
  /// Where neither `at` nor `time_to_failure` says when it begins: with the run. Else one has to.
  bool begins_with_run = false;
  /// The hosts of its parameter `from` send to those of `to`, over the links of the training.
  bool sends = false;
};

std::span<const FailureInfo* const> failures();

}  // namespace simgrad
