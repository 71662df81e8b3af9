#pragma once

#include <cstdint>
#include <string_view>

namespace simgrad {

/// FNV-1a of 64 bits: a number that stands for a text, the same everywhere and for good.
///
/// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
constexpr std::uint64_t fnv_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return hash;
}

}  // namespace simgrad
