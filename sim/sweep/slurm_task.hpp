#pragma once

#include <cstddef>
#include <filesystem>

namespace simgrad {

/// One task of a Slurm array: runs its runs, so many at a time, in a folder of this machine, and
/// moves each to the sweep's when it has ended, so that SQLite's files are never shared between
/// machines. What an earlier try of the same task has done is not done again.
///
/// @param file   the job, as SlurmExecutor wrote it
/// @param index  of the task in its array
/// Returns: the exit status, 130 if a signal ended it. Throws: Error.
int run_slurm_task(const std::filesystem::path& file, std::size_t index);

}  // namespace simgrad
