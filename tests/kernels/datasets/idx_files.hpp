#pragma once

#include <cstdint>
#include <string>
#include <vector>
#include <zlib.h>

namespace simgrad::test {

/// The bytes of an IDX file of unsigned bytes.
inline std::string idx(const std::vector<std::uint32_t>& sizes, const std::string& values) {
  std::string bytes{0, 0, 8, static_cast<char>(sizes.size())};
  for (const auto size : sizes) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes += static_cast<char>(static_cast<std::uint8_t>(size >> shift));
    }
  }
  return bytes + values;
}

/// Compresses `bytes` into a .gz file.
inline void write_gzip(const std::string& file, const std::string& bytes) {
  gzFile out = gzopen(file.c_str(), "wb");
  gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(out);
}

}  // namespace simgrad::test
