#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace simgrad {

/// Reads and checks a scenario, loads its data, and prints the plan; runs nothing.
///
/// With `json`, a scenario's problems are printed as JSON on stdout too, and the status is 2.
/// Returns: the program's exit status. Throws: ScenarioError (without `json`), Error.
int check_command(const std::filesystem::path& scenario, const std::vector<std::string>& overrides,
                  bool json);

}  // namespace simgrad
