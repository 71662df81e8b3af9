#pragma once

#include "sim/record/database.hpp"

namespace simgrad {

/// Readers never block the writer, nor it them. Throws: Error where the file system cannot do it.
void use_write_ahead_log(Database& database);

/// What is deleted can be given back to the file system. Before anything is written to a new file;
/// to an old one the next VACUUM does it.
void let_pages_go(Database& database);

/// Creates every table of the schema, and marks the file as a run database.
void create_run_tables(Database& database);

}  // namespace simgrad
