#pragma once

#include <span>

#include "kernels/component.hpp"

namespace simgrad {

/// What a scenario file holds at its top, sections included, in the order in which one writes it.
std::span<const Parameter> scenario_parameters();

}  // namespace simgrad
