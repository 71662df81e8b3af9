#include "sim/sweep/component_text.hpp"

#include "sim/scenario/resolved.hpp"

namespace simgrad {

std::string component_text(const Chosen& chosen) {
  if (chosen.info == nullptr) {
    return "";
  }
  return std::string(chosen.info->name) + ' ' +
         resolved_json(chosen.info->parameters, *chosen.arguments);
}

}  // namespace simgrad
