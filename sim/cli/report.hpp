#pragma once

#include <filesystem>

namespace simgrad {

/// Writes a page about a run database.
///
/// @param out  the page; empty: the database's name with .html, in the current folder
/// Throws: Error naming the file that cannot be read or written.
void report_command(const std::filesystem::path& database, const std::filesystem::path& out);

}  // namespace simgrad
