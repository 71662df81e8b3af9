#pragma once

#include "sim/record/database.hpp"

namespace simgrad {

/// Readers never block the writer, nor it them. Throws: Error where the file system cannot do it.
void use_write_ahead_log(Database& database);

/// Creates every table of the schema, and marks the file as a run database.
void create_run_tables(Database& database);

}  // namespace simgrad
