#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/record/rows.hpp"

// The safetensors format (huggingface/safetensors, README "Format"): 8 bytes of header length
// (little endian), a JSON header padded with spaces to a multiple of 8, then the tensors' bytes,
// row-major. PyTorch opens it. Only float32 here.

namespace simgrad {

using TextByName = std::map<std::string, std::string>;

/// A tensor to write; `data` points to as many floats as the product of `shape`.
struct TensorView {
  std::string name;
  std::vector<std::int64_t> shape;
  const float* data = nullptr;
};

struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> data;
};

struct NamedTensors {
  std::vector<Tensor> tensors;  ///< in the order of their bytes
  TextByName metadata;
};

/// The tensors, in this order, as a safetensors file.
///
/// Throws: BrokenInvariant if a name occurs twice or is `__metadata__`, or a dimension is negative.
Blob encode_safetensors(std::span<const TensorView> tensors, const TextByName& metadata);

/// The inverse. The bytes may come from anywhere: sizes are checked before anything is allocated.
///
/// @param origin  the file or artifact, for messages
/// Throws: Error if the bytes are not a well-formed safetensors file of float32 tensors.
NamedTensors decode_safetensors(std::span<const std::byte> bytes, const std::string& origin);

}  // namespace simgrad
