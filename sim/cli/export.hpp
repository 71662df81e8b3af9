#pragma once

#include <filesystem>
#include <string>

namespace simgrad {

/// Writes a run database in another form: csv (a folder, one file a table), json (one document) or
/// safetensors (the parameters at the start or at the end).
///
/// Throws: Error naming the file that cannot be read or written.
void export_command(const std::filesystem::path& database, const std::string& format,
                    const std::string& at, const std::filesystem::path& out);

}  // namespace simgrad
