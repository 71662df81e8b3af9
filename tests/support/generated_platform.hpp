#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "sim/engine/platform.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::test {

/// A generated platform under the network model `fluid`. Quantities in base units.
inline PlatformChoice generated(const std::string& kind,
                                std::initializer_list<std::pair<std::string, Argument>> arguments) {
  PlatformChoice choice;
  choice.generator.info = find_component(generators(), kind);
  choice.generator.arguments =
      std::make_shared<Arguments>(arguments_for(*choice.generator.info, arguments));
  choice.network_model.info = find_component(network_models(), "fluid");
  choice.network_model.arguments = std::make_shared<Arguments>();
  return choice;
}

}  // namespace simgrad::test
