#pragma once

#include <filesystem>

namespace simgrad {

/// Writes a page about a run or a sweep.
///
/// @param source  a database, or the folder of a sweep
/// @param out     the page; empty: the source's name with .html, in the current folder
/// Throws: Error naming the file that cannot be read or written, or if the page would replace the
/// database.
void report_command(const std::filesystem::path& source, const std::filesystem::path& out);

}  // namespace simgrad
