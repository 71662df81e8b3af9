#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include "kernels/datasets/dataset.hpp"
#include "sim/scenario/plan.hpp"

namespace simgrad {

/// The data sets that runs share, each loaded once while it stays.
///
/// Memory: those used last, at most `most_bytes`, but always the last one.
class DatasetCache {
 public:
  explicit DatasetCache(std::size_t most_bytes) : most_bytes_(most_bytes) {}

  /// The data set of a plan. Throws: ScenarioError as load() does.
  std::shared_ptr<const Dataset> get(const Plan& plan);

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const Dataset> data;
  };
  void forget_old();

  std::size_t most_bytes_;
  std::list<Entry> entries_;  // used last: in front
};

}  // namespace simgrad
