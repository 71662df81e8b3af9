#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/models/ranges.hpp"
#include "sim/strategies/training.hpp"

/// Parameters over several servers, each of which holds, aggregates and steps its own slice.
///
/// P parameters, K servers. Slices are `key_range`, P/K parameters each, or `layer`, whole tensors.
/// A server whose slice would be empty takes no part. One server holds all: nothing is copied then.
namespace simgrad {

/// One server's part.
struct Shard {
  Node* server = nullptr;
  std::size_t index = 0;  // among the shards
  ParameterRange range;
  Value state;             // a training state of the range: parameters, then the optimizer's slots
  std::int64_t steps = 0;  // of the optimizer
  Value sent;              // what of the parameters arrives; null: not sent yet
};

class Shards {
 public:
  /// @param slices  "key_range" or "layer"
  Shards(Training& training, const std::string& slices);

  [[nodiscard]] std::size_t size() const { return shards_.size(); }
  [[nodiscard]] Shard& operator[](std::size_t index) { return shards_[index]; }
  [[nodiscard]] std::vector<Shard>::iterator begin() { return shards_.begin(); }
  [[nodiscard]] std::vector<Shard>::iterator end() { return shards_.end(); }
  /// Where nodes ask to join.
  [[nodiscard]] Node& front() const { return *shards_.front().server; }
  [[nodiscard]] double bytes(const Shard& shard) const;

  /// Every server has its slice of a training state of the whole model.
  void take_slices(const Value& state, std::size_t slots);
  /// One step of the optimizer by a gradient of the shard's range; costs its server's time.
  /// From the server's actor.
  Value step(const Shard& shard, const UpdateRule& optimizer, const Value& gradient) const;
  void set_state(Shard& shard, const Value& state);

  /// A training state of the shard's range, of parameters that have travelled.
  [[nodiscard]] Value with_zero_slots(const Value& parameters, const Shard& shard,
                                      std::size_t slots) const;

  /// What arrives at a worker of the shard's parameters.
  const Value& on_wire(Shard& shard);
  /// What arrives at the shard's server of a whole gradient.
  [[nodiscard]] Value on_wire(const Value& gradient, const Shard& shard) const;
  /// Parameters of each shard after one another. The same ones again are the same value.
  Value join(const std::vector<Value>& slices);
  /// The whole model as it is now.
  Value parameters();

  [[nodiscard]] bool are_up() const;
  /// Node::incarnation of each server.
  [[nodiscard]] std::vector<std::int64_t> lives() const;

  /// When the first crash after these lives() came; now, if there was none.
  [[nodiscard]] double crash_s(const std::vector<std::int64_t>& lives) const;

  /// What every server holds.
  struct Checkpoint {
    std::int64_t round = 0;
    double useful_s = 0.0;  // Training::useful_s of then
    std::vector<Shard> shards;
  };
  [[nodiscard]] Checkpoint checkpoint(std::int64_t round) const;
  /// Every server is back where it was then.
  void go_back_to(const Checkpoint& checkpoint);

 private:
  Training& training_;
  std::vector<Shard> shards_;
  std::vector<std::uint64_t> joined_slices_;  // Value::sequence of what was joined last
  Value joined_;
};

}  // namespace simgrad
