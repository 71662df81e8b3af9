#pragma once

#include <span>
#include <string_view>

#include "kernels/component.hpp"

namespace simgrad {

/// What a sweep's file holds at its top, tables included, in the order in which one writes it.
/// `set`, `axes` and `exclude` hold keys of the scenario, which are not declared here.
std::span<const Parameter> sweep_parameters();

/// A sweep's file that shows what the declarations cannot: how axes and conditions are written.
std::string_view sweep_example();

/// What [[exclude]] lists; no registry has it.
inline constexpr std::string_view kConditionFamily = "condition";

/// The tables of sweep_parameters() whose keys are a scenario's.
inline constexpr std::string_view kSetTable = "set";
inline constexpr std::string_view kAxesTable = "axes";
inline constexpr std::string_view kExcludeList = "exclude";

/// A table, or the name of its kind.
inline constexpr std::string_view kStopEarlyTable = "stop_early";

}  // namespace simgrad
