#pragma once

#include <string>

#include "sim/record/reader.hpp"

namespace simgrad {

/// Every table as text, for comparing two runs byte for byte.
///
/// Left out is what need not repeat: run ids, rowids, wall-clock columns and the number of threads
/// (Repeats::kNo in schema.hpp). Rows are sorted by all their columns. Numbers are in their
/// shortest exact form; bytes are given as their number and 64-bit FNV-1a hash.
std::string canonical_tables(const RunReader& reader);

}  // namespace simgrad
