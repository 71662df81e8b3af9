#include "sim/sweep/setting.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/families.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/scalar.hpp"
#include "sim/scenario/toml_text.hpp"
#include "sim/sweep/keyed_values.hpp"
#include "sim/sweep/labels.hpp"

namespace simgrad {
namespace {

constexpr std::string_view kLabel = "label";

bool holds_moment(const SourceNode& node) {
  if (const auto* list = node.as<SourceList>()) {
    return std::any_of(list->begin(), list->end(), holds_moment);
  }
  if (const auto* table = node.as<SourceTable>()) {
    return std::any_of(table->begin(), table->end(), [](const auto& entry) {
      return holds_moment(entry.second);
    });
  }
  return node.as<SourceMoment>() != nullptr;
}

/// Whether the component that a table chooses has a parameter called `label` itself.
bool declares_label(const SourceTable& table, const Parameter* parameter) {
  const auto kind = table.find("kind");
  const auto* name = kind == table.end() ? nullptr : kind->second.as<std::string>();
  if (parameter == nullptr || name == nullptr) {
    return false;
  }
  const ComponentInfo* info = find_component(components_of(parameter->family), *name);
  return info != nullptr &&
         std::any_of(info->parameters.begin(), info->parameters.end(), [](const Parameter& each) {
           return each.name == kLabel;
         });
}

/// Takes the label out of what is written: `node` is the bare value then.
std::optional<SourceNode> take_label(SourceNode& node, const Parameter* parameter) {
  auto* table = node.as<SourceTable>();
  const auto found = table == nullptr ? SourceTable::iterator() : table->find(kLabel);
  if (table == nullptr || found == table->end()) {
    return std::nullopt;
  }
  const auto value = table->find("value");
  const bool wraps = value != table->end() && table->size() == 2;
  if (!wraps && (!chooses_kind(*table) || declares_label(*table, parameter))) {
    return std::nullopt;
  }
  SourceNode label = found->second;
  if (wraps) {
    SourceNode bare = value->second;
    node = std::move(bare);
  } else {
    table->erase(found);
  }
  return label;
}

}  // namespace

double number_of(const SourceNode& node, const Parameter* parameter) {
  if (const auto* integer = node.as<std::int64_t>()) {
    return static_cast<double>(*integer);
  }
  if (const auto* real = node.as<double>()) {
    return *real;
  }
  const auto* text = node.as<std::string>();
  if (text == nullptr || parameter == nullptr) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const bool time = parameter->family == "distribution";
  if (!time && !is_quantity(parameter->type)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  try {
    return parse_quantity(*text, time ? Type::kSeconds : parameter->type);
  } catch (const Error&) {  // a distribution's kind, or what the check of the points complains of
    return std::numeric_limits<double>::quiet_NaN();
  }
}

std::optional<Setting> read_setting(const SourceNode& node, const std::string& key,
                                    const Parameter* parameter, Problems& problems) {
  if (holds_moment(node)) {
    problems.add(key, node.where,
                 fmt::format("{}: a date or time of day is no value of a scenario", key));
    return std::nullopt;
  }
  SourceNode bare = node;
  const auto label = take_label(bare, parameter);
  const auto* text = label ? label->as<std::string>() : nullptr;
  if (label && (text == nullptr || text->empty())) {
    refuse_type(child_key(key, kLabel), *label, "text that is not empty", problems);
    return std::nullopt;
  }
  AxisValue value{key, toml_text(bare), label ? *text : label_of(bare), number_of(bare, parameter)};
  return Setting{std::move(value), node.where, std::move(bare), label.has_value()};
}

}  // namespace simgrad
