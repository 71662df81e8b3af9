#pragma once

#include <filesystem>
#include <optional>

#include "sim/sweep/executor.hpp"

namespace simgrad {

/// Says in a file, whole or not at all, how a run ended: for who waits for it on another machine.
///
/// Throws: Error if it cannot be written.
void write_run_end(const std::filesystem::path& path, const EndedRun& run);

/// What write_run_end wrote; nothing if the file is not there.
std::optional<EndedRun> read_run_end(const std::filesystem::path& path);

}  // namespace simgrad
