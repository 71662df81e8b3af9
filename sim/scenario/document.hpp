#pragma once

#include <optional>
#include <string>

#include "sim/scenario/tree.hpp"

/// TOML text → SourceNode. The one place that knows the TOML library.
namespace simgrad {

/// The bytes of the file called `path`.
///
/// Throws: ScenarioError if it is missing, not a regular file, too large, or cannot be read.
std::string read_scenario_text(const std::filesystem::path& path);

/// @param file  how messages call it
/// Throws: ScenarioError where the text stops being TOML, or if it is empty.
SourceNode parse_document(const std::string& text, const std::string& file);

/// One TOML value, each part of it at `where`; nullopt if `text` is not one.
std::optional<SourceNode> parse_value(const std::string& text, const Location& where);

}  // namespace simgrad
