#pragma once

#include <filesystem>
#include <string>

#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// Writes what decides the content of a sweep's runs: the scenario's text and each run's overrides,
/// seed and point. Limits and titles may differ when a sweep is resumed.
///
/// Throws: Error naming the file and why it cannot be written.
void write_manifest(const std::filesystem::path& path, const Sweep& sweep);

/// What differs between a sweep and a manifest, for people; "" if nothing does.
///
/// Throws: Error if the file is no manifest.
std::string difference_to_manifest(const std::filesystem::path& path, const Sweep& sweep);

}  // namespace simgrad
