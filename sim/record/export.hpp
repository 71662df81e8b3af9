#pragma once

#include <cstdint>
#include <filesystem>

#include "sim/record/reader.hpp"

// Copies of a run database in other formats. Each reads one moment of a run that may still be
// running. A BLOB column X (artifacts) is exported as X_bytes, its size. Files appear whole or not
// at all. Throws: Error naming the file.

namespace simgrad {

/// One file `TABLE.csv` per table (RFC 4180, a header line, rows in order of writing). Numbers read
/// back exactly; what is not finite is nan, inf or -inf. The folder is made if it is not there.
void export_csv(const RunReader& reader, const std::filesystem::path& folder);

/// One document {"TABLE": [{"COLUMN": value, …}, …], …}. JSON has no NaN or infinity: null.
void export_json(const RunReader& reader, const std::filesystem::path& path);

enum class ParametersAt { kStart, kEnd };

/// The parameters at the start or end of a run, as it stored them: a safetensors file.
void export_safetensors(const RunReader& reader, ParametersAt moment,
                        const std::filesystem::path& path, std::int64_t run = 1);

}  // namespace simgrad
