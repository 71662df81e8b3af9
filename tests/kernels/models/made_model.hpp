#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "kernels/models/model.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::test {

/// `given` has to hold what has a list for its default.
inline std::shared_ptr<const Model> made_model(
    std::string_view name, ImageShape input, std::size_t classes,
    std::initializer_list<std::pair<std::string, Argument>> given = {}) {
  const auto* info = find_component(models(), name);
  SIMGRAD_REQUIRE(info != nullptr, "the model is registered");
  return info->make(arguments_for(*info, given), input, classes);
}

inline std::shared_ptr<const Model> made_model(
    std::string_view name, std::size_t features, std::size_t classes,
    std::initializer_list<std::pair<std::string, Argument>> given = {}) {
  return made_model(name, ImageShape{features, 1, 1}, classes, given);
}

}  // namespace simgrad::test
