#include "sim/cli/describe.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/families.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/suggestion.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/sweep/sections.hpp"

namespace simgrad {
namespace {

constexpr std::string_view kWholeScenario = "scenario";
constexpr std::string_view kWholeSweep = "sweep";

/// One parameter as the columns of a text table.
struct Row {
  std::string name;
  std::string type;
  std::string fallback;
  std::string summary;
};

std::string type_text(const Parameter& parameter) {
  if (parameter.type == Type::kComponent) {
    return std::string(parameter.family);
  }
  if (parameter.type == Type::kComponents) {
    return fmt::format("list of {}", parameter.family);
  }
  if (!parameter.choices.empty()) {
    return fmt::format("one of {}", join(parameter.choices));
  }
  const std::string range = format_range(parameter.range, parameter.type);
  return expected(parameter.type) + (range.empty() ? "" : ", " + range);
}

std::string fallback_text(const Parameter& parameter) {
  const bool given = parameter.default_text != kRequired && parameter.default_text != kOptional;
  return (given ? "default " : "") + std::string(parameter.default_text);
}

void add_rows(std::span<const Parameter> parameters, const std::string& indent,
              std::vector<Row>& rows) {
  for (const Parameter& parameter : parameters) {
    rows.push_back({indent + std::string(parameter.name), type_text(parameter),
                    fallback_text(parameter), std::string(parameter.summary)});
    add_rows(parameter.members, indent + "  ", rows);
  }
}

std::string parameters_text(std::span<const Parameter> parameters) {
  std::vector<Row> rows;
  add_rows(parameters, "  ", rows);
  std::size_t name = 0;
  std::size_t type = 0;
  std::size_t fallback = 0;
  for (const Row& row : rows) {
    name = std::max(name, row.name.size());
    type = std::max(type, row.type.size());
    fallback = std::max(fallback, row.fallback.size());
  }
  std::string text;
  for (const Row& row : rows) {
    text += fmt::format("{:<{}}  {:<{}}  {:<{}}  {}\n", row.name, name, row.type, type,
                        row.fallback, fallback, row.summary);
  }
  return text.empty() ? "  no parameters\n" : text;
}

std::string faults_text(const FaultResponses& faults) {
  std::string text = "What it does when\n";
  for (const auto& [fault, response] : by_fault(faults)) {
    text += fmt::format("  {:<24}{}\n", fault, response);
  }
  return text;
}

std::string component_text(const ComponentInfo& info) {
  return fmt::format("{} {}: {}\nSource: {}\n{}{}", info.family, info.name, info.summary,
                     info.source, parameters_text(info.parameters),
                     info.family == StrategyInfo::kFamily
                         ? faults_text(static_cast<const StrategyInfo&>(info).faults)
                         : "");
}

std::string family_text(std::string_view family) {
  std::size_t width = 0;
  for (const ComponentInfo* info : components_of(family)) {
    width = std::max(width, info->name.size());
  }
  std::string text = fmt::format("{}\n", family);
  for (const ComponentInfo* info : components_of(family)) {
    text += fmt::format("  {:<{}}  {}\n", info->name, width, info->summary);
  }
  return text;
}

std::string section_text(const Parameter& section) {
  const auto members = section.members.empty() ? std::span(&section, 1)
                                               : std::span<const Parameter>(section.members);
  return fmt::format("section {}: {}\n{}", section.name, section.summary, parameters_text(members));
}

/// Each thing called `name`, one text after the other.
std::string all_called(std::string_view name) {
  std::string text;
  if (name == kWholeScenario) {
    text = fmt::format("a scenario file\n{}", parameters_text(scenario_parameters()));
  }
  if (name == kWholeSweep) {
    text = fmt::format("a sweep file\n{}\nAn example:\n\n{}", parameters_text(sweep_parameters()),
                       sweep_example());
  }
  for (const std::string_view family : families()) {
    if (name == family) {
      text += family_text(family);
    }
    if (const ComponentInfo* info = find_component(components_of(family), name)) {
      text += component_text(*info);
    }
  }
  for (const Parameter& section : scenario_parameters()) {
    const bool has_family = section.type == Type::kComponent || section.type == Type::kComponents;
    if (section.name == name && !has_family) {
      text += section_text(section);
    }
  }
  return text;
}

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const std::string_view family : families()) {
    names.push_back(family);
    for (const ComponentInfo* info : components_of(family)) {
      names.push_back(info->name);
    }
  }
  for (const Parameter& section : scenario_parameters()) {
    names.push_back(section.name);
  }
  names.push_back(kWholeScenario);
  names.push_back(kWholeSweep);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// A table's cell: a bar would end it.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '|' ? "\\|" : std::string(1, c);
  }
  return result;
}

}  // namespace

std::string describe_all() {
  std::string text;
  for (const std::string_view family : families()) {
    text += family_text(family);
  }
  return text;
}

std::string describe(std::string_view name) {
  std::string text = all_called(name);
  if (text.empty()) {
    throw Error(fmt::format("nothing is called '{}'{}", name, suggestion(name, all_names())));
  }
  return text;
}

std::string markdown_table() {
  std::string text = "| family | name | what it is | source |\n| --- | --- | --- | --- |\n";
  for (const std::string_view family : families()) {
    for (const ComponentInfo* info : components_of(family)) {
      text += fmt::format("| {} | `{}` | {} | {} |\n", family, info->name, cell(info->summary),
                          cell(info->source));
    }
  }
  return text;
}

}  // namespace simgrad
