#include "sim/scenario/resolved.hpp"

#include <nlohmann/json.hpp>

#include "sim/scenario/families.hpp"
#include "sim/scenario/quantity.hpp"

namespace simgrad {
namespace {

using Json = nlohmann::ordered_json;

void add_arguments(Json& object, std::span<const Parameter> parameters, const Arguments& arguments);

Json to_json(const Chosen& chosen, const Parameter& parameter) {
  Json object = Json::object();
  if (chosen.info == nullptr) {
    add_arguments(object, parameter.members, *chosen.arguments);
    return object;
  }
  object[std::string(kind_key(chosen.info->family))] = chosen.info->name;
  add_arguments(object, chosen.info->parameters, *chosen.arguments);
  return object;
}

struct ToJson {
  const Parameter& parameter;

  Json operator()(double value) const {
    return is_quantity(parameter.type) ? Json(format_quantity(value, parameter.type)) : Json(value);
  }
  Json operator()(const Chosen& chosen) const { return to_json(chosen, parameter); }
  Json operator()(const std::vector<Chosen>& list) const {
    Json array = Json::array();
    for (const Chosen& chosen : list) {
      array.push_back(to_json(chosen, parameter));
    }
    return array;
  }
  template <class T>
  Json operator()(const T& value) const {
    return Json(value);
  }
};

void add_arguments(Json& object, std::span<const Parameter> parameters,
                   const Arguments& arguments) {
  for (const Parameter& parameter : parameters) {
    const auto found = arguments.values().find(parameter.name);
    if (found != arguments.values().end()) {
      object[std::string(parameter.name)] = std::visit(ToJson{parameter}, found->second);
    }
  }
}

}  // namespace

std::string resolved_json(std::span<const Parameter> parameters, const Arguments& arguments) {
  Json object = Json::object();
  add_arguments(object, parameters, arguments);
  return object.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace simgrad
