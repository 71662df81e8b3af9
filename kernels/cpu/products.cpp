#include "kernels/cpu/products.hpp"

#include <algorithm>
#include <immintrin.h>

// Two kernels, each a tile of results in twelve of the sixteen registers: two multiply-add units of
// latency 4 want eight at least. A tile's loops have constant bounds and are unrolled altogether;
// which tile goes where depends on the sizes alone, and no result depends on its tile.
namespace simgrad::cpu {
namespace {

constexpr std::size_t kLanes = 8;  // floats of a register

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

// y = wᵀ x: both factors are contiguous along the sum, so eight sums run side by side and are added
// up at the end.

constexpr std::size_t kDotOutputs = 4;
constexpr std::size_t kDotSamples = 3;
constexpr std::size_t kDotBlockFloats = 7200;  // of x, kept in the first cache while w passes by

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

/// All outputs of `tiles` tiles of n samples each.
void dot_block(const DotProduct& p, std::size_t sample, std::size_t n, std::size_t tiles) {
  split(p.size.outputs, kDotOutputs, [&](std::size_t first, std::size_t o, std::size_t pieces) {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      kDotTiles[o - 1][n - 1](p, first + piece * o, sample, tiles);
    }
  });
}

// c = a b: the results and a are contiguous along the rows, one number of b serves a register.

constexpr std::size_t kOuterRegisters = 3;
constexpr std::size_t kOuterColumns = 4;
constexpr std::size_t kOuterBlockFloats = 4096;  // of a, kept in the first cache while b passes by
constexpr std::size_t kOuterDepth = 512;         // samples at a time

/// c (rows, columns) from a (rows, depth), b (depth, columns); a's and c's columns lie `rows`
/// apart.
struct OuterProduct {
  std::size_t rows;
  std::size_t columns;
  std::size_t depth;
  const float* a;
  const float* b;
  std::size_t b_depth_stride;
  std::size_t b_column_stride;
  float* c;
};

/// c ← sum.
struct Store {
  template <class Lanes>
  __m256 operator()(__m256 sum, const Lanes& /*lanes*/, const float* /*c*/,
                    std::size_t /*at*/) const {
    return sum;
  }
};

/// c ← c + factor sum.
struct Add {
  float factor;
  template <class Lanes>
  __m256 operator()(__m256 sum, const Lanes& lanes, const float* c, std::size_t at) const {
    return _mm256_fmadd_ps(_mm256_set1_ps(factor), sum, lanes.load(c + at));
  }
};

/// c ← sum · relu_slope(y), y in the shape of c.
struct TimesSlope {
  const float* y;
  template <class Lanes>
  __m256 operator()(__m256 sum, const Lanes& lanes, const float* /*c*/, std::size_t at) const {
    const __m256 positive = _mm256_cmp_ps(lanes.load(y + at), _mm256_setzero_ps(), _CMP_GT_OQ);
    return _mm256_mul_ps(sum, _mm256_and_ps(positive, _mm256_set1_ps(1.0F)));
  }
};

/// Adds one column of a times one row of b.
template <std::size_t kRegisters, std::size_t kColumns, class Lanes>
[[gnu::always_inline]] inline void outer_step(const float* a, const float* b,
                                              std::size_t b_column_stride, const Lanes& lanes,
                                              __m256 (&sum)[kColumns][kRegisters]) {
  __m256 a_lanes[kRegisters];
  for (std::size_t r = 0; r < kRegisters; ++r) {
    a_lanes[r] = lanes.load(a + r * kLanes);
  }
  for (std::size_t j = 0; j < kColumns; ++j) {
    const __m256 factor = _mm256_broadcast_ss(b + j * b_column_stride);
    for (std::size_t r = 0; r < kRegisters; ++r) {
      sum[j][r] = _mm256_fmadd_ps(a_lanes[r], factor, sum[j][r]);
    }
  }
}

template <std::size_t kRegisters, std::size_t kColumns, class Lanes, class End>
[[gnu::always_inline]] inline void outer_tile(const OuterProduct& p, const Lanes& lanes,
                                              const End& end, std::size_t row, std::size_t column) {
  const float* a = p.a + row;
  const float* b = p.b + column * p.b_column_stride;
  __m256 sum[kColumns][kRegisters] = {};
  for (std::size_t k = 0; k < p.depth; ++k) {
    outer_step(a, b, p.b_column_stride, lanes, sum);
    a += p.rows;
    b += p.b_depth_stride;
  }
  for (std::size_t j = 0; j < kColumns; ++j) {
    for (std::size_t r = 0; r < kRegisters; ++r) {
      const std::size_t at = (column + j) * p.rows + row + r * kLanes;
      lanes.store(p.c + at, end(sum[j][r], lanes, p.c, at));
    }
  }
}

/// `tiles` tiles below each other, from (row, column) on.
template <std::size_t kRegisters, std::size_t kColumns, class End>
void outer_tiles(const OuterProduct& p, const End& end, std::size_t row, std::size_t column,
                 std::size_t tiles) {
  const OuterProduct local = p;  // so that its members stay in registers
  for (std::size_t t = 0; t < tiles; ++t) {
    outer_tile<kRegisters, kColumns>(local, WholeRegister{}, end, row + t * kRegisters * kLanes,
                                     column);
  }
}

/// All columns of `tiles` tiles of r registers each.
template <class End>
void outer_block(const OuterProduct& p, const End& end, std::size_t row, std::size_t r,
                 std::size_t tiles) {
  using Tiles = void (*)(const OuterProduct&, const End&, std::size_t, std::size_t, std::size_t);
  static constexpr Tiles kTiles[kOuterRegisters][kOuterColumns] = {
      {outer_tiles<1, 1, End>, outer_tiles<1, 2, End>, outer_tiles<1, 3, End>,
       outer_tiles<1, 4, End>},
      {outer_tiles<2, 1, End>, outer_tiles<2, 2, End>, outer_tiles<2, 3, End>,
       outer_tiles<2, 4, End>},
      {outer_tiles<3, 1, End>, outer_tiles<3, 2, End>, outer_tiles<3, 3, End>,
       outer_tiles<3, 4, End>}};
  split(p.columns, kOuterColumns, [&](std::size_t first, std::size_t width, std::size_t pieces) {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      kTiles[r - 1][width - 1](p, end, row, first + piece * width, tiles);
    }
  });
}

/// The rows that do not fill a register.
template <class End>
void outer_rest(const OuterProduct& p, const End& end) {
  const std::size_t row = p.rows / kLanes * kLanes;
  if (row == p.rows) {
    return;
  }
  const PartOfRegister lanes(p.rows - row);
  std::size_t column = 0;
  for (; column + kOuterColumns <= p.columns; column += kOuterColumns) {
    outer_tile<1, kOuterColumns>(p, lanes, end, row, column);
  }
  for (; column < p.columns; ++column) {
    outer_tile<1, 1>(p, lanes, end, row, column);
  }
}

template <class End>
void outer_product(const OuterProduct& p, const End& end) {
  const std::size_t tile_floats = kOuterRegisters * kLanes * p.depth;
  const std::size_t block = std::max<std::size_t>(1, kOuterBlockFloats / tile_floats);
  split(p.rows / kLanes, kOuterRegisters, [&](std::size_t first, std::size_t r, std::size_t tiles) {
    for (std::size_t t = 0; t < tiles; t += block) {
      outer_block(p, end, (first + t * r) * kLanes, r, std::min(block, tiles - t));
    }
  });
  outer_rest(p, end);
}

/// x dyᵀ of up to kOuterDepth samples from `begin` on.
OuterProduct weight_product(const DenseSize& size, const float* x, const float* dy,
                            std::size_t begin, float* w) {
  return {.rows = size.inputs,
          .columns = size.outputs,
          .depth = std::min(kOuterDepth, size.samples - begin),
          .a = x + begin * size.inputs,
          .b = dy + begin * size.outputs,
          .b_depth_stride = size.outputs,
          .b_column_stride = 1,
          .c = w};
}

}  // namespace

void dense_forward(const DenseSize& size, const float* w, const float* x, std::size_t x_stride,
                   const ForwardEnd& end, float* y) {
  const DotProduct p{size, w, x, x_stride, end, y};
  const std::size_t block = std::max<std::size_t>(1, kDotBlockFloats / (kDotSamples * size.inputs));
  split(size.samples, kDotSamples, [&](std::size_t first, std::size_t n, std::size_t tiles) {
    for (std::size_t t = 0; t < tiles; t += block) {
      dot_block(p, first + t * n, n, std::min(block, tiles - t));
    }
  });
}

void dense_input_gradient(const DenseSize& size, const float* w, const float* dy,
                          const float* relu_output, float* dx) {
  const OuterProduct p{.rows = size.inputs,
                       .columns = size.samples,
                       .depth = size.outputs,
                       .a = w,
                       .b = dy,
                       .b_depth_stride = 1,
                       .b_column_stride = size.outputs,
                       .c = dx};
  if (relu_output == nullptr) {
    outer_product(p, Store{});
  } else {
    outer_product(p, TimesSlope{relu_output});
  }
}

void dense_weight_gradient(const DenseSize& size, const float* x, const float* dy, float* dw) {
  outer_product(weight_product(size, x, dy, 0, dw), Store{});
  for (std::size_t n = kOuterDepth; n < size.samples; n += kOuterDepth) {
    outer_product(weight_product(size, x, dy, n, dw), Add{1.0F});
  }
}

void dense_weight_update(const DenseSize& size, const float* x, const float* dy,
                         float learning_rate, float* w) {
  for (std::size_t n = 0; n < size.samples; n += kOuterDepth) {
    outer_product(weight_product(size, x, dy, n, w), Add{-learning_rate});
  }
}

}  // namespace simgrad::cpu
