#pragma once

#include <string>

namespace simgrad {

/// JSON Schema (draft-07) of scenario files, for editors: every key, type, range, choice and kind.
/// It cannot say what takes two parameters or the platform; `simgrad check` can.
std::string scenario_schema_json();

/// The same of sweep files; keys of the scenario in them may be any.
std::string sweep_schema_json();

}  // namespace simgrad
