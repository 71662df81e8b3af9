#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

/// IDX, the format of MNIST's files: two zero bytes, a type byte (8: unsigned byte), the number of
/// dimensions d, d sizes as big-endian 32-bit integers, then the values. Read with zlib, which
/// passes files through that are not compressed; byte offsets count uncompressed bytes.
namespace simgrad {

struct IdxArray {
  std::vector<std::size_t> sizes;    // n_1 … n_d
  std::vector<std::uint8_t> values;  // (n_1, …, n_d), row-major
};

/// Where the values of an array of `dimensions` start.
constexpr std::size_t idx_header_bytes(std::size_t dimensions) {
  return 4 + 4 * dimensions;
}

/// A whole file of unsigned bytes.
///
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", file formats.
///
/// @param dimensions  d, what the file has to have
/// Throws: Error naming the file, the byte and what was expected there, if the file cannot be
/// opened, is damaged, truncated or too long, or is of another type or number of dimensions.
IdxArray read_idx(const std::filesystem::path& file, std::size_t dimensions);

}  // namespace simgrad
