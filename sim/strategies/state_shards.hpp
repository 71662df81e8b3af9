#pragma once

#include <map>
#include <memory>
#include <vector>

#include "kernels/models/ranges.hpp"
#include "sim/strategies/collectives/collective.hpp"

namespace simgrad {

/// How a training state is cut over n ranks: each unit of the parameters, and of each optimizer
/// slot, evenly.
///
/// A rank's *shard* is a training state of its own: its ranges of all units, in the units' order,
/// then the same of each slot.
class StateShards {
 public:
  /// @param units  the last layer's first, as buckets() gives them
  StateShards(std::shared_ptr<const Model> model, std::vector<ParameterRange> units,
              std::size_t slots);

  [[nodiscard]] const std::vector<ParameterRange>& units() const { return units_; }
  /// A unit's range of each rank.
  [[nodiscard]] const std::vector<ParameterRange>& chunks(std::size_t u, std::size_t n) const {
    return cut(n).chunks[u];
  }
  /// Where a unit begins in a rank's shard.
  [[nodiscard]] std::size_t offset(std::size_t u, std::size_t rank, std::size_t n) const {
    return cut(n).offsets[u][rank];
  }
  /// Floats of a rank's shard.
  [[nodiscard]] std::size_t floats(std::size_t rank, std::size_t n) const {
    return (1 + slots_) * cut(n).offsets.back()[rank];
  }
  /// A rank's parameters, of all.
  [[nodiscard]] double share(std::size_t rank, std::size_t n) const;

  /// A rank's shard, of a whole training state.
  [[nodiscard]] Slices shard_of(const Value& whole, std::size_t rank, std::size_t n) const;
  /// The whole training state.
  ///
  /// @param parts  by rank, each with the rank's shard at its end
  [[nodiscard]] Slices whole_of(const std::vector<Value>& parts) const;

 private:
  struct Cut {
    std::vector<std::vector<ParameterRange>> chunks;  // by unit, rank
    std::vector<std::vector<std::size_t>> offsets;    // the same, and of the shards' ends
  };
  [[nodiscard]] const Cut& cut(std::size_t n) const;

  std::shared_ptr<const Model> model_;
  std::vector<ParameterRange> units_;
  std::size_t slots_;
  mutable std::map<std::size_t, Cut> cuts_;  // by n
};

}  // namespace simgrad
