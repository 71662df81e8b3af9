#pragma once

#include <cstdint>
#include <vector>

#include "sim/strategies/training.hpp"

namespace simgrad {

/// What workers do between two synchronisations: steps of their own optimizers, each with the
/// gradient of the worker's next mini-batch.
class LocalSteps {
 public:
  /// @param batch_size  samples of each worker's mini-batch
  LocalSteps(Training& training, const UpdateRule& optimizer, std::int64_t batch_size);

  struct Result {
    Value state;     // after the steps
    Value gradient;  // of the last one
  };

  /// Steps `first` to `first` + `count` − 1, as the worker's mini-batches and its optimizer's steps
  /// are counted from 1. From the worker's actor.
  ///
  /// A worker that has made them already, in a synchronisation which another's loss undid, finds
  /// them done if it begins from the same state.
  Result make(Node& worker, const Value& state, std::int64_t first, std::int64_t count);

 private:
  /// A worker's last result, with what it was made from.
  struct Made {
    Value from;
    std::int64_t life = 0;
    Result result;
  };

  Training& training_;
  UpdateRule optimizer_;
  std::int64_t batch_size_;
  std::vector<Made> made_;  // by Node::index
};

}  // namespace simgrad
