#include <algorithm>
#include <immintrin.h>

#include "kernels/cpu/packed_products.hpp"
#include "kernels/cpu/products.hpp"
#include "kernels/cpu/registers.hpp"

// c = a b: results and a are contiguous along the rows, and one number of b serves a whole
// register.
namespace simgrad::cpu {
namespace {

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

void dense_input_gradient(const DenseSize& size, const float* w, const float* dy,
                          const float* relu_output, float* dx) {
  if (packing_pays(size)) {
    packed_input_gradient(size, w, dy, relu_output, dx);
    return;
  }
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
  if (packing_pays(size)) {
    packed_weight_gradient(size, x, dy, dw);
    return;
  }
  outer_product(weight_product(size, x, dy, 0, dw), Store{});
  for (std::size_t n = kOuterDepth; n < size.samples; n += kOuterDepth) {
    outer_product(weight_product(size, x, dy, n, dw), Add{1.0F});
  }
}

void dense_weight_update(const DenseSize& size, const float* x, const float* dy,
                         float learning_rate, float* w) {
  if (packing_pays(size)) {
    packed_weight_update(size, x, dy, learning_rate, w);
    return;
  }
  for (std::size_t n = 0; n < size.samples; n += kOuterDepth) {
    outer_product(weight_product(size, x, dy, n, w), Add{-learning_rate});
  }
}

}  // namespace simgrad::cpu
