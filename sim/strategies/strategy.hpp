#pragma once

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "kernels/component.hpp"

/// Strategies: how nodes train together, as actor functions that read like the paper.
///
/// To add one:
///   1. copy synchronous_parameter_server.cpp to `name.cpp`: its actors, and a `launch` that
///      starts them on the training's nodes;
///   2. declare its parameters in `const StrategyInfo name_info`, with its source and what it does
///      at each fault;
///   3. add its sorted line to registry.cpp;
///   4. add tests/sim/strategies/name_test.cpp: learning against an independent computation,
///      time against a closed form, every node killed in every phase;
///   5. run `make test`.
namespace simgrad {

class Training;
struct TrainingSetup;

/// What a strategy does at each fault, in a sentence each, for `simgrad describe`.
struct FaultResponses {
  std::string_view worker_lost;
  std::string_view server_lost;
  std::string_view unreachable;  // a link is off, or a partition lies between
  std::string_view slow;         // a straggler, a pause, a degraded or noisy link
  std::string_view corrupted;    // a worker's numbers are wrong
};

struct StrategyInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "strategy";
  /// Starts the strategy's actors; called once, before the simulated clock runs.
  void (*launch)(Training& training, const Arguments& arguments);
  FaultResponses faults = {};
  bool workers_talk = false;  // to each other, not to servers alone
  bool shards = false;        // parameters over several servers
  /// Throws: Error if the strategy cannot train this. Null: it can train everything.
  void (*check)(const TrainingSetup& setup, const Arguments& arguments) = nullptr;
  bool workers_hold_parts = false;  // of the training state, which nobody else has
};

/// Each fault in words ("a worker is lost") and the response to it, in the struct's order.
inline std::array<std::pair<std::string_view, std::string_view>, 5> by_fault(
    const FaultResponses& faults) {
  return {{{"a worker is lost", faults.worker_lost},
           {"a server is lost", faults.server_lost},
           {"a node is unreachable", faults.unreachable},
           {"a node is slow", faults.slow},
           {"numbers are corrupted", faults.corrupted}}};
}

std::span<const StrategyInfo* const> strategies();

}  // namespace simgrad
