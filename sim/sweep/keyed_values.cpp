#include "sim/sweep/keyed_values.hpp"

#include <algorithm>
#include <tuple>

namespace simgrad {
namespace {

void collect(const SourceTable& table, const std::string& parent,
             const std::function<bool(const SourceTable&)>& is_value,
             std::vector<KeyedValue>& found) {
  for (const auto& [name, node] : table) {
    const std::string key = child_key(parent, name);
    const auto* below = node.as<SourceTable>();
    if (below == nullptr || below->empty() || is_value(*below)) {
      found.push_back({key, &node});
    } else {
      collect(*below, key, is_value, found);
    }
  }
}

}  // namespace

std::vector<KeyedValue> keyed_values(const SourceTable& table,
                                     const std::function<bool(const SourceTable&)>& is_value) {
  std::vector<KeyedValue> found;
  collect(table, "", is_value, found);
  std::stable_sort(found.begin(), found.end(), [](const KeyedValue& a, const KeyedValue& b) {
    return std::tuple(a.node->where.line, a.node->where.column) <
           std::tuple(b.node->where.line, b.node->where.column);
  });
  return found;
}

bool chooses_kind(const SourceTable& table) {
  return table.contains("kind") || table.contains("distribution");
}

}  // namespace simgrad
