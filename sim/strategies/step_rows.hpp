#pragma once

#include <cstdint>
#include <vector>

#include "sim/strategies/training.hpp"

namespace simgrad {

/// Rows of table `node_round` where no barrier ends the workers' steps with the rounds: a worker's
/// row covers the steps that it has ended in the round, so it may begin before the round does.
class StepRows {
 public:
  explicit StepRows(Training& training);

  /// A step of the worker ends now.
  void end_step(const Node& worker, std::int64_t samples, const Value& gradient);
  /// Reports who has ended a step in this round, and who is down.
  /// @param broken  the round has no result: nobody has completed a step
  void end_round(std::int64_t round, bool broken = false);

 private:
  /// A worker's steps of this round.
  struct Steps {
    double begin_s = 0.0;  // where its next row begins
    double end_s = 0.0;    // when its last step ended
    std::int64_t samples = 0;
    Value gradient;  // the last one
  };

  Training& training_;
  std::vector<Steps> steps_;  // by Node::index
};

}  // namespace simgrad
