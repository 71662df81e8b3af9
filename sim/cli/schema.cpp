#include "sim/cli/schema.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include <fmt/format.h>

#include "sim/scenario/families.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/sections.hpp"
#include "sim/scenario/suggestion.hpp"
#include "sim/sweep/sections.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::ordered_json;

Json reference(std::string_view family) {
  return {{"$ref", fmt::format("#/definitions/{}", family)}};
}

void add_range(Json& schema, const Range& range, Type type) {
  const auto bound = [type](double value) {
    return type == Type::kReal ? Json(value) : Json(static_cast<std::int64_t>(value));
  };
  if (std::isfinite(range.minimum)) {
    schema[range.minimum_open ? "exclusiveMinimum" : "minimum"] = bound(range.minimum);
  }
  if (std::isfinite(range.maximum)) {
    schema[range.maximum_open ? "exclusiveMaximum" : "maximum"] = bound(range.maximum);
  }
}

Json number_schema(const Parameter& parameter) {
  const bool real = parameter.type == Type::kReal;
  Json schema = {{"type", real ? "number" : "integer"}};
  add_range(schema, parameter.range, parameter.type);
  return schema;
}

/// A number, perhaps blanks, and one of the units; slashes need no escape in a pattern.
std::string quantity_pattern(Type type) {
  return fmt::format(R"(^\s*-?[0-9.]+([eE][-+]?[0-9]+)?\s*({})\s*$)",
                     fmt::join(unit_names(type), "|"));
}

Json table_schema(std::span<const Parameter> parameters);

Json value_schema(const Parameter& parameter) {
  switch (parameter.type) {
    case Type::kBoolean:
      return {{"type", "boolean"}};
    case Type::kInteger:
    case Type::kReal:
      return number_schema(parameter);
    case Type::kText:
      return parameter.choices.empty() ? Json{{"type", "string"}}
                                       : Json{{"enum", parameter.choices}};
    case Type::kPath:
      return {{"type", "string"}, {"minLength", 1}};
    case Type::kNames:
      return {{"type", {"string", "array"}},
              {"items", {{"type", "string"}, {"minLength", 1}}},
              {"minItems", 1},
              {"minLength", 1}};
    case Type::kIntegers:
      return {{"type", "array"}, {"items", number_schema(parameter)}};
    case Type::kComponent:
      return reference(parameter.family);
    case Type::kComponents:
      return {{"type", "array"}, {"items", reference(parameter.family)}};
    case Type::kTables:
      return {{"type", "array"}, {"items", table_schema(parameter.members)}};
    case Type::kTable:
      return parameter.members.empty() ? Json{{"type", "object"}} : table_schema(parameter.members);
    default:
      return {{"type", "string"}, {"pattern", quantity_pattern(parameter.type)}};
  }
}

std::string description(const Parameter& parameter) {
  const bool given = parameter.default_text != kRequired && parameter.default_text != kOptional;
  const std::string range = format_range(parameter.range, parameter.type);
  return fmt::format("{}{}{}", parameter.summary, range.empty() ? "" : "; " + range,
                     given ? fmt::format("; default {}", parameter.default_text) : "");
}

/// A reference swallows its siblings in draft-07: it goes inside, beside the description.
Json described(Json schema, const Parameter& parameter) {
  if (schema.contains("$ref")) {
    schema = {{"allOf", Json::array({std::move(schema)})}};
  }
  schema["description"] = description(parameter);
  return schema;
}

Json table_schema(std::span<const Parameter> parameters) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const Parameter& parameter : parameters) {
    properties[std::string(parameter.name)] = described(value_schema(parameter), parameter);
    if (parameter.default_text == kRequired) {
      required.push_back(parameter.name);
    }
  }
  Json schema = {{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) {
    schema["required"] = std::move(required);
  }
  schema["additionalProperties"] = false;
  return schema;
}

Json component_schema(const ComponentInfo& info) {
  Json schema = table_schema(info.parameters);
  const std::string selector(kind_key(info.family));
  schema["properties"][selector] = {{"enum", {info.name}}, {"description", info.summary}};
  schema["required"].push_back(selector);
  schema["description"] = info.summary;
  return schema;
}

/// One of the tables, or the name alone; of a distribution also a time.
Json family_schema(std::string_view family) {
  Json names = Json::array();
  Json choices = Json::array();
  for (const ComponentInfo* info : components_of(family)) {
    names.push_back(info->name);
    choices.push_back(component_schema(*info));
  }
  if (!names.empty()) {
    choices.push_back({{"enum", std::move(names)}});
  }
  if (kind_key(family) == "distribution") {
    choices.push_back({{"type", "string"}, {"pattern", quantity_pattern(Type::kSeconds)}});
  }
  return choices.empty() ? Json(false) : Json{{"anyOf", std::move(choices)}};
}

}  // namespace

std::string scenario_schema_json() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "simgrad scenario"}};
  schema.update(table_schema(scenario_parameters()));
  for (const std::string_view family : families()) {
    schema["definitions"][std::string(family)] = family_schema(family);
  }
  return schema.dump(2);
}

std::string sweep_schema_json() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "simgrad sweep"}};
  schema.update(table_schema(sweep_parameters()));
  schema["definitions"][std::string(kConditionFamily)] = {{"type", "object"}, {"minProperties", 1}};
  return schema.dump(2);
}

}  // namespace simgrad
