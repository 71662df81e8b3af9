#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace simgrad {

struct ExportOptions {
  std::filesystem::path database;   ///< a run database, or the folder of a sweep: its sweep.db
  std::string format;               ///< one of export_formats()
  std::optional<std::int64_t> run;  ///< of this run alone; none: of all, parameters of run 1
  std::optional<std::string> at;    ///< parameters at the start or end; none: end
  std::filesystem::path out;        ///< a folder for csv and tensorboard, else a file
};

/// What --format takes, sorted.
const std::vector<std::string>& export_formats();

/// Writes a run database in another form.
///
/// Throws: Error naming the file that cannot be read or written.
void export_command(const ExportOptions& options);

}  // namespace simgrad
