#include <algorithm>
#include <immintrin.h>

#include "kernels/cpu/packed_products.hpp"
#include "kernels/cpu/products.hpp"
#include "kernels/cpu/registers.hpp"

// y = wᵀ x: both factors are contiguous along the sum, so eight sums run side by side in a register
// and are added up at the end.
namespace simgrad::cpu {
namespace {

constexpr std::size_t kDotOutputs = 4;
constexpr std::size_t kDotSamples = 3;
constexpr std::size_t kDotBlockFloats = 7200;  // of x, kept in the first cache while w passes by
constexpr std::size_t kDotWeightFloats = 262'144;  // of w, kept in the second for all of x

struct DotProduct {
  DenseSize size;
  const float* w;
  const float* x;
  std::size_t x_stride;
  ForwardEnd end;
  float* y;
};

/// (Σ a, Σ b, Σ c, Σ d).
__m128 sums(__m256 a, __m256 b, __m256 c, __m256 d) {
  const __m256 halves = _mm256_hadd_ps(_mm256_hadd_ps(a, b), _mm256_hadd_ps(c, d));
  return _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
}

template <std::size_t kOutputs, std::size_t kSamples, class Lanes>
[[gnu::always_inline]] inline void dot_step(const DotProduct& p, const float* w, const float* x,
                                            const Lanes& lanes, __m256 (&sum)[kSamples][4]) {
  __m256 x_lanes[kSamples];
  for (std::size_t n = 0; n < kSamples; ++n) {
    x_lanes[n] = lanes.load(x + n * p.x_stride);
  }
  for (std::size_t o = 0; o < kOutputs; ++o) {
    const __m256 w_lanes = lanes.load(w + o * p.size.inputs);
    for (std::size_t n = 0; n < kSamples; ++n) {
      sum[n][o] = _mm256_fmadd_ps(w_lanes, x_lanes[n], sum[n][o]);
    }
  }
}

template <std::size_t kOutputs, std::size_t kSamples>
[[gnu::always_inline]] inline void dot_tile(const DotProduct& p, std::size_t output,
                                            std::size_t sample) {
  const float* w = p.w + output * p.size.inputs;
  const float* x = p.x + sample * p.x_stride;
  __m256 sum[kSamples][4] = {};
  std::size_t i = 0;
  for (; i + kLanes <= p.size.inputs; i += kLanes) {
    dot_step<kOutputs>(p, w + i, x + i, WholeRegister{}, sum);
  }
  if (i < p.size.inputs) {
    dot_step<kOutputs>(p, w + i, x + i, PartOfRegister(p.size.inputs - i), sum);
  }
  const __m128i mask = _mm256_castsi256_si128(PartOfRegister(kOutputs).mask);
  const __m128 bias =
      p.end.bias == nullptr ? _mm_setzero_ps() : _mm_maskload_ps(p.end.bias + output, mask);
  for (std::size_t n = 0; n < kSamples; ++n) {
    __m128 y = _mm_add_ps(sums(sum[n][0], sum[n][1], sum[n][2], sum[n][3]), bias);
    if (p.end.relu) {
      y = _mm_max_ps(_mm_setzero_ps(), y);  // of a NaN the second: relu()
    }
    _mm_maskstore_ps(p.y + (sample + n) * p.size.outputs + output, mask, y);
  }
}

/// `tiles` tiles beside each other, from (output, sample) on.
template <std::size_t kOutputs, std::size_t kSamples>
void dot_tiles(const DotProduct& p, std::size_t output, std::size_t sample, std::size_t tiles) {
  for (std::size_t t = 0; t < tiles; ++t) {
    dot_tile<kOutputs, kSamples>(p, output, sample + t * kSamples);
  }
}

using DotTiles = void (*)(const DotProduct&, std::size_t, std::size_t, std::size_t);
constexpr DotTiles kDotTiles[kDotOutputs][kDotSamples] = {
    {dot_tiles<1, 1>, dot_tiles<1, 2>, dot_tiles<1, 3>},
    {dot_tiles<2, 1>, dot_tiles<2, 2>, dot_tiles<2, 3>},
    {dot_tiles<3, 1>, dot_tiles<3, 2>, dot_tiles<3, 3>},
    {dot_tiles<4, 1>, dot_tiles<4, 2>, dot_tiles<4, 3>}};

struct Outputs {
  std::size_t begin;
  std::size_t count;
};

/// Some outputs of `tiles` tiles of n samples each.
void dot_block(const DotProduct& p, const Outputs& outputs, std::size_t sample, std::size_t n,
               std::size_t tiles) {
  split(outputs.count, kDotOutputs, [&](std::size_t first, std::size_t o, std::size_t pieces) {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      kDotTiles[o - 1][n - 1](p, outputs.begin + first + piece * o, sample, tiles);
    }
  });
}

/// Some outputs of all samples.
void dot_outputs(const DotProduct& p, const Outputs& outputs) {
  const std::size_t block =
      std::max<std::size_t>(1, kDotBlockFloats / (kDotSamples * p.size.inputs));
  split(p.size.samples, kDotSamples, [&](std::size_t first, std::size_t n, std::size_t tiles) {
    for (std::size_t t = 0; t < tiles; t += block) {
      dot_block(p, outputs, first + t * n, n, std::min(block, tiles - t));
    }
  });
}

}  // namespace

void dense_forward(const DenseSize& size, const float* w, const float* x, std::size_t x_stride,
                   const ForwardEnd& end, float* y) {
  if (packing_pays(size)) {
    packed_forward(size, w, x, x_stride, end, y);
    return;
  }
  const DotProduct p{size, w, x, x_stride, end, y};
  const std::size_t outputs =
      std::max(kDotOutputs, kDotWeightFloats / size.inputs / kDotOutputs * kDotOutputs);
  for (std::size_t begin = 0; begin < size.outputs; begin += outputs) {
    dot_outputs(p, {begin, std::min(outputs, size.outputs - begin)});
  }
}

}  // namespace simgrad::cpu
