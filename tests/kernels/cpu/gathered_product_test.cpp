#include "kernels/cpu/gathered_product.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/buffer.hpp"
#include "kernels/rng.hpp"

using namespace simgrad;
using namespace simgrad::cpu;

namespace {

struct Sizes {
  std::size_t rows = 0;
  std::size_t steps = 0;
  std::size_t columns = 0;
};

FloatBuffer random_floats(std::size_t count, Stream& stream) {
  FloatBuffer numbers(count);
  for (float& number : numbers) {
    number = static_cast<float>(stream.normal());
  }
  return numbers;
}

std::vector<std::uint32_t> random_places(std::size_t count, std::size_t below, Stream& stream) {
  std::vector<std::uint32_t> places;
  for (std::size_t i = 0; i < count; ++i) {
    places.push_back(static_cast<std::uint32_t>(stream.below(below)));
  }
  return places;
}

/// Element (row, column) of a matrix of `rows` rows in panels.
float& element(FloatBuffer& panels, std::size_t rows, std::size_t row, std::size_t column) {
  return panels[(column / kTileColumns * rows + row) * kTileColumns + column % kTileColumns];
}

}  // namespace

TEST_CASE("gathered product: agrees with the sum written out, and adds to what is there") {
  Stream stream(1, Purpose::kTest);
  for (const Sizes& s : {Sizes{1, 1, 1}, Sizes{6, 5, 16}, Sizes{7, 255, 17}, Sizes{5, 257, 32},
                         Sizes{13, 600, 40}, Sizes{12, 0, 3}}) {
    const FloatBuffer x = random_floats(100, stream);
    const auto rows = random_places(s.rows, 50, stream);
    const auto steps = random_places(s.steps, 50, stream);
    FloatBuffer m = random_floats(s.steps * in_panels(s.columns), stream);
    const std::size_t tile_rows = in_tiles(s.rows);
    FloatBuffer sums = random_floats(tile_rows * in_panels(s.columns), stream);
    FloatBuffer before = sums;
    add_gathered_product(x.data(), rows, steps, m.data(), s.columns, sums.data());
    double largest = 0.0;
    for (std::size_t r = 0; r < s.rows; ++r) {
      for (std::size_t c = 0; c < s.columns; ++c) {
        auto sum = static_cast<double>(element(before, tile_rows, r, c));
        for (std::size_t k = 0; k < s.steps; ++k) {
          sum += static_cast<double>(x[rows[r] + steps[k]]) *
                 static_cast<double>(element(m, s.steps, k, c));
        }
        const auto found = static_cast<double>(element(sums, tile_rows, r, c));
        largest = std::max(largest, std::abs(found - sum));
      }
    }
    CHECK(largest < 1e-4);
  }
}

TEST_CASE("gathered product: the same bits wherever x lies") {
  Stream stream(2, Purpose::kTest);
  const FloatBuffer x = random_floats(200, stream);
  const auto rows = random_places(8, 50, stream);
  const auto steps = random_places(70, 50, stream);
  const FloatBuffer m = random_floats(70 * kTileColumns, stream);
  FloatBuffer sums(in_tiles(8) * kTileColumns);
  add_gathered_product(x.data(), rows, steps, m.data(), kTileColumns, sums.data());
  for (std::size_t shift = 1; shift < 16; ++shift) {
    FloatBuffer moved(x.size() + shift);
    std::copy(x.begin(), x.end(), moved.begin() + static_cast<long>(shift));
    FloatBuffer again(sums.size());
    add_gathered_product(moved.data() + shift, rows, steps, m.data(), kTileColumns, again.data());
    CHECK(sums == again);
  }
}
