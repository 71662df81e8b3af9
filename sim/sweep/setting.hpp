#pragma once

#include <optional>
#include <string>

#include "kernels/component.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// One value of an axis and where it stands in the sweep's file.
struct Setting {
  AxisValue value;
  Location where;
  SourceNode node;           // the value as written, without a label
  bool is_labelled = false;  // in the file; else the label is ours
};

/// The setting of `key` to a value as written. Its label is that of `{ value = …, label = "…" }`
/// or of a component's table with `label`; else as people read it: "10 ms", a component's kind,
/// the kinds of a list of components ("none" of an empty one).
///
/// @param parameter  what the key takes; nullptr where the scenario does not say
/// Returns nullopt after adding to `problems`.
std::optional<Setting> read_setting(const SourceNode& node, const std::string& key,
                                    const Parameter* parameter, Problems& problems);

/// `number` in the parameter's base units where it is a number or a quantity; NaN else.
double number_of(const SourceNode& node, const Parameter* parameter);

}  // namespace simgrad
