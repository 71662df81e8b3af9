#include "sim/sweep/axis.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/scenario/override.hpp"
#include "sim/scenario/toml_text.hpp"
#include "sim/sweep/keyed_values.hpp"
#include "sim/sweep/labels.hpp"
#include "sim/sweep/limits.hpp"

namespace simgrad {
namespace {

bool is_range(const SourceTable& table) {
  return table.contains("from") || table.contains("to") || table.contains("steps");
}

void refuse(const std::string& key, const Location& where, const std::string& text,
            Problems& problems) {
  problems.add(key, where, fmt::format("{}: {}", key, text));
}

/// Values with one label get what tells them apart added to it; one that is written twice is wrong.
void tell_apart(Axis& axis, Problems& problems) {
  std::map<std::string, std::vector<Setting*>> alike;
  for (Setting& setting : axis.values) {
    alike[setting.value.label].push_back(&setting);
  }
  for (const auto& [label, group] : alike) {
    std::vector<SourceNode> nodes;
    nodes.reserve(group.size());
    for (const Setting* setting : group) {
      nodes.push_back(setting->node);
    }
    for (std::size_t i = 0; group.size() > 1 && i < group.size(); ++i) {
      Setting& setting = *group[i];
      if (setting.is_labelled) {
        refuse(axis.key, setting.where,
               fmt::format("another value is called '{}', a label of its own was expected", label),
               problems);
        continue;
      }
      const std::string own = distinction(setting.node, nodes);
      setting.value.label += own.empty() ? fmt::format(" #{}", i + 1) : fmt::format(" ({})", own);
    }
  }
}

/// What is the same value however it is written: "1 s" and "1000 ms".
std::string identity(const AxisValue& value) {
  return std::isnan(value.number) ? value.text : fmt::format("number {}", value.number);
}

void read_list(Axis& axis, const SourceList& list, const Parameter* parameter, Problems& problems) {
  std::map<std::string, int> line_of;
  for (const SourceNode& node : list) {
    auto setting = read_setting(node, axis.key, parameter, problems);
    if (!setting) {
      continue;
    }
    const auto [first, is_new] = line_of.emplace(identity(setting->value), node.where.line);
    if (!is_new) {
      refuse(axis.key, node.where,
             fmt::format("the value {} is there already, in line {}", setting->value.text,
                         first->second),
             problems);
      continue;
    }
    axis.values.push_back(std::move(*setting));
  }
  if (list.empty()) {
    refuse(axis.key, axis.where, "the list is empty, at least one value was expected", problems);
  }
  tell_apart(axis, problems);
}

void take_steps(Axis& axis, const ValueRange& range, const Location& where, Problems& problems) {
  const std::int64_t steps = *range.steps;
  if (steps > kMaximumRuns) {
    refuse(axis.key, where, fmt::format("{} steps, at most {} were expected", steps, kMaximumRuns),
           problems);
    return;
  }
  for (std::int64_t i = 0; i < steps; ++i) {
    const double fraction = static_cast<double>(i) / static_cast<double>(steps - 1);
    Setting setting = setting_in_range(axis, range, at_fraction(range, fraction));
    if (axis.values.empty() || axis.values.back().value.text != setting.value.text) {
      axis.values.push_back(std::move(setting));
    }
  }
  if (axis.values.size() < static_cast<std::size_t>(steps)) {
    refuse(axis.key, where,
           fmt::format("{} steps give only {} different values after rounding; fewer steps or a "
                       "wider range were expected",
                       steps, axis.values.size()),
           problems);
  }
}

Axis read_axis(const KeyedValue& given, const KeyMeanings& meanings, bool are_drawn,
               Problems& problems) {
  const auto& [key, node] = given;
  Axis axis{key, node->where, {}, std::nullopt};
  const auto meaning = meanings.find(key);
  const Parameter* parameter = meaning ? &meaning->parameter : nullptr;
  const auto* table = node->as<SourceTable>();
  if (!split_key(key)) {
    problems.add(
        key, node->key,
        fmt::format("'{}' is not a key, such as strategy.rounds or failure[0].hosts", key));
  } else if (const auto* list = node->as<SourceList>()) {
    read_list(axis, *list, parameter, problems);
  } else if (table != nullptr && is_range(*table)) {
    const auto range = read_range(*node, key, parameter, !are_drawn, problems);
    if (range && range->steps) {
      take_steps(axis, *range, node->where, problems);
    } else {
      axis.range = range;
    }
  } else {
    refuse(key, node->where,
           fmt::format("a list of values or {{ from = …, to = …, steps = … }} was expected, not {}",
                       describe_node(*node)),
           problems);
  }
  return axis;
}

}  // namespace

std::vector<Axis> read_axes(const SourceTable& axes, KeyMeanings& meanings, bool are_drawn,
                            Problems& problems) {
  const std::vector<KeyedValue> given = keyed_values(axes, is_range);
  for (const KeyedValue& each : given) {
    if (const auto* list = each.node->as<SourceList>()) {
      meanings.learn(each.key, *list);
    }
  }
  std::vector<Axis> result;
  result.reserve(given.size());
  for (const KeyedValue& each : given) {
    result.push_back(read_axis(each, meanings, are_drawn, problems));
  }
  return result;
}

Setting setting_in_range(const Axis& axis, const ValueRange& range, double value) {
  SourceNode node = range_node(range, value, axis.where);
  const Parameter parameter{"", range.type, ""};
  AxisValue result{axis.key, toml_text(node), label_of(node), number_of(node, &parameter)};
  return {std::move(result), axis.where, std::move(node)};
}

}  // namespace simgrad
