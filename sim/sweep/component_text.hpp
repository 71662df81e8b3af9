#pragma once

#include <string>

#include "kernels/component.hpp"

namespace simgrad {

/// A chosen component with all its arguments: equal text, equal component. "" if none is chosen.
std::string component_text(const Chosen& chosen);

}  // namespace simgrad
