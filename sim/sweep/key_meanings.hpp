#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/look_up.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// What the scenario's keys take at the points of a sweep. An axis that chooses among components
/// brings their keys, which other axes and conditions may name.
class KeyMeanings {
 public:
  /// @param scenario  with what holds at all points
  explicit KeyMeanings(SourceNode scenario);

  /// Adds the keys that exist where `key` has one of the `values`.
  void learn(const std::string& key, const SourceList& values);

  /// Of the first scenario that knows the key; nullopt: none does.
  [[nodiscard]] std::optional<KeyMeaning> find(const std::string& key) const;

 private:
  std::vector<SourceNode> scenarios_;
};

}  // namespace simgrad
