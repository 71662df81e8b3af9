#pragma once

#include <span>

#include "kernels/component.hpp"

/// Strategies: how nodes train together, as actor functions that read like the paper.
///
/// To add one:
///   1. copy synchronous_parameter_server.cpp to `name.cpp`: its actors, and a `launch` that
///      starts them on the training's nodes;
///   2. declare its parameters in `const StrategyInfo name_info`, with its source;
///   3. add its sorted line to registry.cpp;
///   4. add tests/sim/strategies/name_test.cpp: learning against an independent computation,
///      time against a closed form, every node killed in every phase;
///   5. run `make test`.
namespace simgrad {

class Training;
struct TrainingSetup;

struct StrategyInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "strategy";
  /// Starts the strategy's actors; called once, before the simulated clock runs.
  void (*launch)(Training& training, const Arguments& arguments);
  bool workers_talk = false;  // to each other, not to servers alone
  bool shards = false;        // parameters over several servers
  /// Throws: Error if the strategy cannot train this. Null: it can train everything.
  void (*check)(const TrainingSetup& setup, const Arguments& arguments) = nullptr;
  bool workers_hold_parts = false;  // of the training state, which nobody else has
};

std::span<const StrategyInfo* const> strategies();

}  // namespace simgrad
