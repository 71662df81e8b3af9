#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/cli/describe.hpp"
#include "sim/scenario/families.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/strategies/strategy.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::ordered_json;

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kBoolean:
      return "boolean";
    case Type::kInteger:
      return "integer";
    case Type::kReal:
      return "real";
    case Type::kText:
      return "text";
    case Type::kPath:
      return "path";
    case Type::kNames:
      return "names";
    case Type::kIntegers:
      return "integers";
    case Type::kSeconds:
      return "seconds";
    case Type::kBytes:
      return "bytes";
    case Type::kBytesPerSecond:
      return "bytes_per_second";
    case Type::kFlopPerSecond:
      return "flop_per_second";
    case Type::kComponent:
      return "component";
    case Type::kComponents:
      return "components";
    case Type::kTables:
      return "tables";
    case Type::kTable:
      break;
  }
  return "table";
}

/// Base units; a side without a bound is left out.
Json range_json(const Range& range) {
  Json json = Json::object();
  if (std::isfinite(range.minimum)) {
    json[range.minimum_open ? "above" : "minimum"] = range.minimum;
  }
  if (std::isfinite(range.maximum)) {
    json[range.maximum_open ? "below" : "maximum"] = range.maximum;
  }
  return json;
}

Json parameters_json(const std::vector<Parameter>& parameters);

Json parameter_json(const Parameter& parameter) {
  Json json = {{"name", parameter.name},
               {"type", type_name(parameter.type)},
               {"summary", parameter.summary},
               {"required", parameter.default_text == kRequired}};
  if (parameter.default_text != kRequired && parameter.default_text != kOptional) {
    json["default"] = parameter.default_text;
  }
  if (const Json range = range_json(parameter.range); !range.empty()) {
    json["range"] = range;
  }
  if (!parameter.choices.empty()) {
    json["choices"] = parameter.choices;
  }
  if (!parameter.family.empty()) {
    json["family"] = parameter.family;
  }
  if (!parameter.members.empty()) {
    json["members"] = parameters_json(parameter.members);
  }
  return json;
}

Json parameters_json(const std::vector<Parameter>& parameters) {
  Json json = Json::array();
  for (const Parameter& parameter : parameters) {
    json.push_back(parameter_json(parameter));
  }
  return json;
}

Json component_json(const ComponentInfo& info) {
  Json json = {{"name", info.name},
               {"summary", info.summary},
               {"source", info.source},
               {"parameters", parameters_json(info.parameters)}};
  if (info.family == StrategyInfo::kFamily) {
    for (const auto& [fault, response] : by_fault(static_cast<const StrategyInfo&>(info).faults)) {
      json["faults"][std::string(fault)] = response;
    }
  }
  return json;
}

}  // namespace

std::string describe_json() {
  Json root = Json::object();
  for (const std::string_view family : families()) {
    Json components = Json::array();
    for (const ComponentInfo* info : components_of(family)) {
      components.push_back(component_json(*info));
    }
    root["families"][std::string(family)] = {{"selector", kind_key(family)},
                                             {"components", std::move(components)}};
  }
  const auto sections = scenario_parameters();
  root["scenario"] = parameters_json({sections.begin(), sections.end()});
  return root.dump(2);
}

}  // namespace simgrad
