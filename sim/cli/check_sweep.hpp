#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace simgrad {

/// Reads and checks a sweep, every point of it, measures a few and prints what it would run.
///
/// Throws: ScenarioError, Error. Call before any thread is started.
void check_sweep(const std::filesystem::path& path, const std::vector<std::string>& overrides,
                 bool json);

}  // namespace simgrad
