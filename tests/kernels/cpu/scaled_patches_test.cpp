#include "kernels/cpu/scaled_patches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/buffer.hpp"
#include "kernels/cpu/non_zeros.hpp"
#include "kernels/rng.hpp"

using namespace simgrad;
using namespace simgrad::cpu;

namespace {

FloatBuffer random_floats(std::size_t count, Stream& stream) {
  FloatBuffer numbers(count);
  for (float& number : numbers) {
    number = static_cast<float>(stream.normal());
  }
  return numbers;
}

/// The same, one fused multiply-add after the other.
void add_one_by_one(const PatchShape& shape, const std::vector<PatchSum>& sums,
                    const std::vector<ScaledPatch>& patches, const FloatBuffer& source,
                    FloatBuffer& target) {
  for (const PatchSum& sum : sums) {
    for (std::uint32_t n = sum.begin; n < sum.end; ++n) {
      for (std::size_t row = 0; row < shape.rows; ++row) {
        for (std::size_t i = 0; i < 8 * shape.registers; ++i) {
          float& to = target[sum.offset + row * shape.target_stride + i];
          to = std::fma(patches[n].factor,
                        source[patches[n].offset + row * shape.source_stride + i], to);
        }
      }
    }
  }
}

float largest_difference(const FloatBuffer& a, const FloatBuffer& b) {
  float largest = 0.0F;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("scaled patches: the same as one multiply-add after the other, at every shape") {
  Stream stream(1, Purpose::kTest);
  for (std::size_t rows = 1; rows <= 12; ++rows) {
    for (std::size_t registers = 1; registers <= 23; ++registers) {
      const std::size_t stride = 8 * registers;
      const PatchShape shape{rows, registers, stride + 3, stride + 5};
      const FloatBuffer source = random_floats(rows * (stride + 3) + 40, stream);
      const std::vector<ScaledPatch> patches{{0, 0.5F}, {7, -1.25F}, {40, 3.0F}, {2, 0.1F}};
      const std::vector<PatchSum> sums{{0, 0, 3}, {11, 3, 3}, {19, 1, 4}};
      FloatBuffer expected = random_floats(rows * (stride + 5) + 19, stream);
      FloatBuffer target = expected;
      add_one_by_one(shape, sums, patches, source, expected);
      add_scaled_patches(shape, sums, patches, source.data(), target.data());
      INFO(rows << " rows, " << registers << " registers");
      CHECK(largest_difference(target, expected) < 1e-5F);  // the order of sums that overlap
      CHECK(std::equal(target.begin(), target.begin() + 11, expected.begin()));
    }
  }
}

TEST_CASE("non-zeros: every number that is not 0, by channel and by pixel; a NaN is one") {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  // 2 channels of 11 pixels: more than a register, not a multiple of one.
  FloatBuffer matrix(22);
  matrix[0] = 1.0F;
  matrix[3] = -0.0F;
  matrix[10] = 2.0F;
  matrix[11] = 3.0F;
  matrix[19] = kNaN;
  std::vector<std::uint32_t> pixels;
  for (std::uint32_t pixel = 0; pixel < 11; ++pixel) {
    pixels.push_back(100 * pixel);
  }
  NonZeros found(pixels, 2, 50);
  for (int again = 0; again < 2; ++again) {
    found.find(matrix.data());
    found.sort_by_pixel();
    REQUIRE(found.of_pixels().size() == 4);
    CHECK(found.channel_sums()[0].offset == 0);
    CHECK(found.channel_sums()[0].end == 2);
    CHECK(found.channel_sums()[1].offset == 50);
    CHECK(found.channel_sums()[1].begin == 2);
    CHECK(found.channel_sums()[1].end == 4);
    CHECK(found.of_pixels()[1].offset == 1000);
    CHECK(found.of_pixels()[1].factor == 2.0F);
    CHECK(std::isnan(found.of_pixels()[3].factor));
    const PatchSum& first = found.pixel_sums()[0];
    CHECK(first.offset == 0);
    REQUIRE(first.end - first.begin == 2);
    CHECK(found.of_channels()[first.begin].offset == 0);
    CHECK(found.of_channels()[first.begin].factor == 1.0F);
    CHECK(found.of_channels()[first.begin + 1].offset == 50);
    CHECK(found.of_channels()[first.begin + 1].factor == 3.0F);
    const PatchSum& last = found.pixel_sums()[10];
    CHECK(last.offset == 1000);
    CHECK(last.end - last.begin == 1);
    CHECK(found.pixel_sums()[1].begin == found.pixel_sums()[1].end);
  }
}
