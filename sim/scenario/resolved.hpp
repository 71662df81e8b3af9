#pragma once

#include <span>
#include <string>

#include "kernels/component.hpp"

namespace simgrad {

/// A checked scenario as JSON, in the declarations' order, defaults included; quantities are text
/// that parses back to the same value.
std::string resolved_json(std::span<const Parameter> parameters, const Arguments& arguments);

}  // namespace simgrad
