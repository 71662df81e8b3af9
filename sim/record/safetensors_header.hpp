#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/record/safetensors.hpp"

namespace simgrad {

/// What a safetensors header says of one tensor; nothing of it is checked against the data.
struct TensorEntry {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> data_offsets;
};

struct SafetensorsHeader {
  std::vector<TensorEntry> entries;
  TextByName metadata;
};

/// Reads the JSON that a safetensors header may be, and no other: objects of objects of strings and
/// arrays of integers ≥ 0, no name twice.
///
/// Throws: Error that says what is wrong at which byte.
SafetensorsHeader parse_safetensors_header(std::string_view json);

}  // namespace simgrad
