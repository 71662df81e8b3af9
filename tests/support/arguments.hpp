#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "kernels/component.hpp"

namespace simgrad::test {

/// The arguments that a scenario writing `given` would lead to: the declared defaults of booleans,
/// integers, reals and text, and `given` over them.
/// Throws: BrokenInvariant if `given` names an unknown parameter or a required one is not given.
inline Arguments arguments_for(const ComponentInfo& info,
                               std::initializer_list<std::pair<std::string, Argument>> given = {}) {
  Arguments arguments;
  for (const auto& parameter : info.parameters) {
    const std::string text(parameter.default_text);
    if (text == kRequired || text == kOptional) {
      continue;
    }
    switch (parameter.type) {
      case Type::kBoolean:
        arguments.set(std::string(parameter.name), text == "true");
        break;
      case Type::kInteger:
        arguments.set(std::string(parameter.name), std::int64_t{std::stoll(text)});
        break;
      case Type::kReal:
        arguments.set(std::string(parameter.name), std::stod(text));
        break;
      default:
        arguments.set(std::string(parameter.name), text.substr(1, text.size() - 2));
    }
  }
  for (const auto& [name, value] : given) {
    bool known = false;
    for (const auto& parameter : info.parameters) {
      known = known || parameter.name == name;
    }
    SIMGRAD_REQUIRE(known, "parameter " + name + " is declared");
    arguments.set(name, value);
  }
  for (const auto& parameter : info.parameters) {
    SIMGRAD_REQUIRE(parameter.default_text != kRequired || arguments.has(parameter.name),
                    "parameter " + std::string(parameter.name) + " is given");
  }
  return arguments;
}

inline Argument boolean(bool value) {
  return Argument(value);
}
inline Argument integer(std::int64_t value) {
  return Argument(value);
}
inline Argument real(double value) {
  return Argument(value);
}
inline Argument text(std::string value) {
  return Argument(std::move(value));
}

}  // namespace simgrad::test
