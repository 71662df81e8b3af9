#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "kernels/device.hpp"

namespace simgrad {

/// Works that several nodes do on the same numbers, computed once: replicas share one value, while
/// each spends its own simulated time.
class SharedWork {
 public:
  explicit SharedWork(Device& device) : device_(device) {}

  /// The value of `work`: of the same work on the same values if a node has submitted it in this
  /// step or the one before. The optimizer's rule must be one for all.
  Value submit(std::int64_t step, Concatenation work);
  Value submit(std::int64_t step, OptimizerStep work);

 private:
  using Key = std::vector<std::uint64_t>;
  Value find_or_submit(std::int64_t step, const Key& key, Work work);

  Device& device_;
  std::map<std::int64_t, std::map<Key, Value>> steps_;
};

}  // namespace simgrad
