#include "sim/sweep/conflicts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/override.hpp"
#include "sim/sweep/overrides.hpp"

namespace simgrad {
namespace {

/// Whether `key` is written down in a scenario.
bool is_written(const SourceNode& scenario, const std::string& key) {
  const SourceNode* node = &scenario;
  const auto steps = split_key(key);
  for (const KeyStep& step : steps ? *steps : std::vector<KeyStep>{}) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      const auto* table = node->as<SourceTable>();
      const auto found = table == nullptr ? SourceTable::const_iterator() : table->find(*name);
      if (table == nullptr || found == table->end()) {
        return false;
      }
      node = &found->second;
      continue;
    }
    const auto* list = node->as<SourceList>();
    const std::size_t index = std::get<std::size_t>(step);
    if (list == nullptr || index >= list->size()) {
      return false;
    }
    node = &(*list)[index];
  }
  return true;
}

/// Whether `key` lies below the axis and one of the axis's values holds it.
bool holds(const Axis& axis, const std::string& key) {
  if (key.size() <= axis.key.size() || !keys_overlap(axis.key, key)) {
    return false;
  }
  return std::any_of(axis.values.begin(), axis.values.end(), [&](const Setting& setting) {
    const Override change{axis.key + "=" + setting.value.text, setting.where};
    return is_written(with_overrides({{}, {}, SourceTable{}}, {change}), key);
  });
}

void check_key(const std::string& key, const Location& where, const Axis& axis,
               Problems& problems) {
  if (key == axis.key) {
    problems.add(key, where, fmt::format("{}: this is an axis of the sweep too", key));
  } else if (holds(axis, key)) {
    problems.add(key, where,
                 fmt::format("{}: a value of the axis '{}' holds this key too", key, axis.key));
  }
}

}  // namespace

void find_conflicts(const std::vector<Axis>& axes, const std::vector<Override>& fixed,
                    Problems& problems) {
  for (const Axis& axis : axes) {
    for (const Override& change : fixed) {
      check_key(change.text.substr(0, change.text.find('=')), change.where, axis, problems);
    }
    for (const Axis& other : axes) {
      if (&other != &axis) {
        check_key(other.key, other.where, axis, problems);
      }
    }
  }
}

}  // namespace simgrad
