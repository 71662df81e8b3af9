#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/scenario/tree.hpp"

namespace simgrad {

/// A dotted key of the scenario and what the sweep's file says of it.
struct KeyedValue {
  std::string key;
  const SourceNode* node = nullptr;
};

/// The keys of a table such as [axes], in the file's order. A table below it goes on with the key
/// ("strategy" with { rounds = 3 } is "strategy.rounds") unless `is_value` says that it is one.
std::vector<KeyedValue> keyed_values(const SourceTable& table,
                                     const std::function<bool(const SourceTable&)>& is_value);

/// Whether a table chooses a component: it has `kind` or `distribution`.
bool chooses_kind(const SourceTable& table);

}  // namespace simgrad
