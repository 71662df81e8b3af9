#include "tests/bench/fma_peak.hpp"

#include <array>
#include <immintrin.h>

namespace simgrad::bench {
namespace {

constexpr int kRegisters = 12;
constexpr int kLanes = 8;

}  // namespace

float fma_chains(std::int64_t steps, float a, float b) {
  const __m256 slope = _mm256_set1_ps(a);
  const __m256 offset = _mm256_set1_ps(b);
  __m256 x[kRegisters];
  for (int i = 0; i < kRegisters; ++i) {
    x[i] = _mm256_add_ps(_mm256_set1_ps(static_cast<float>(i * kLanes)),
                         _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7));
  }
  for (std::int64_t step = 0; step < steps; ++step) {
#pragma GCC unroll 12
    for (int i = 0; i < kRegisters; ++i) {
      x[i] = _mm256_fmadd_ps(x[i], slope, offset);
    }
  }
  float sum = 0.0F;
  for (const __m256& lane : x) {
    std::array<float, kLanes> numbers{};
    _mm256_storeu_ps(numbers.data(), lane);
    for (const float number : numbers) {
      sum += number;
    }
  }
  return sum;
}

}  // namespace simgrad::bench
