#pragma once

#include <cstddef>
#include <immintrin.h>

/// What the products' tiles are made of.
///
/// A tile of results fills twelve of the sixteen registers: two multiply-add units of latency 4
/// want eight at least. Its loops have constant bounds and are unrolled altogether. Which tile goes
/// where depends on the sizes alone, and no result depends on its tile.
namespace simgrad::cpu {

inline constexpr std::size_t kLanes = 8;  // floats of a register

/// Eight floats in a register, all of memory's.
struct WholeRegister {
  [[nodiscard]] __m256 load(const float* from) const { return _mm256_loadu_ps(from); }
  void store(float* to, __m256 numbers) const { _mm256_storeu_ps(to, numbers); }
};

/// The first `count` of eight are memory's, the others 0 and not written.
struct PartOfRegister {
  explicit PartOfRegister(std::size_t count)
      : mask(_mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)),
                                _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))) {}
  [[nodiscard]] __m256 load(const float* from) const { return _mm256_maskload_ps(from, mask); }
  void store(float* to, __m256 numbers) const { _mm256_maskstore_ps(to, mask, numbers); }
  __m256i mask;
};

/// Cuts `total` into as few pieces of at most `most` as will do, nearly equal: calls
/// run(begin, size of a piece, pieces) for each of the two sizes.
template <class Run>
void split(std::size_t total, std::size_t most, const Run& run) {
  if (total == 0) {
    return;
  }
  const std::size_t pieces = (total + most - 1) / most;
  const std::size_t size = total / pieces;
  const std::size_t larger = total % pieces;
  if (larger > 0) {
    run(std::size_t{0}, size + 1, larger);
  }
  run(larger * (size + 1), size, pieces - larger);
}

}  // namespace simgrad::cpu
