#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/support/works.hpp"

using namespace simgrad;

namespace {

using Numbers = std::vector<float>;

std::unique_ptr<Device> one_thread() {
  return make_cpu_device({.threads = 1});
}

Numbers random_numbers(std::size_t count, std::uint64_t seed) {
  Stream stream(seed, Purpose::kTest, 5);
  Numbers numbers(count);
  for (float& x : numbers) {
    x = static_cast<float>(stream.normal());
  }
  return numbers;
}

Numbers rounded(const Numbers& numbers, WireFormat format) {
  const auto device = one_thread();
  return device->read(device->submit(Rounding{device->upload(numbers), format}));
}

}  // namespace

TEST_CASE(
    "LinearCombination: of one term with factor 1 it is a copy of the slice, signs of 0 too") {
  const auto device = one_thread();
  const Value source = device->upload(Numbers{7.0F, -0.0F, 1e-42F, INFINITY, -2.5F, 8.0F});
  const auto copy = device->read(device->submit(LinearCombination{{{source, 1.0, 1}}, 4}));
  CHECK(copy == Numbers{-0.0F, 1e-42F, INFINITY, -2.5F});
  CHECK(std::signbit(copy[0]));
}

TEST_CASE("LinearCombination: of two terms with factor 1 it is float addition") {
  const auto device = one_thread();
  const Numbers a = random_numbers(3000, 1);
  const Numbers b = random_numbers(3005, 2);
  const auto sum = device->read(device->submit(
      LinearCombination{{{device->upload(a), 1.0, 0}, {device->upload(b), 1.0, 5}}, 3000}));
  for (std::size_t i = 0; i < sum.size(); ++i) {
    REQUIRE(sum[i] == a[i] + b[i + 5]);
  }
}

TEST_CASE("LinearCombination: sums in double in the terms' order, and rounds once") {
  const auto device = one_thread();
  const Numbers a = random_numbers(2050, 1);
  const Numbers b = random_numbers(2050, 2);
  const Numbers c = random_numbers(2050, 3);
  const Value value_a = device->upload(a);
  const auto sum = device->read(device->submit(LinearCombination{
      {{value_a, 0.1, 1}, {device->upload(b), -3.0, 0}, {device->upload(c)}}, 2049}));
  for (std::size_t i = 0; i < sum.size(); ++i) {
    const double expected = 0.1 * static_cast<double>(a[i + 1]) - 3.0 * static_cast<double>(b[i]) +
                            static_cast<double>(c[i]);
    REQUIRE(sum[i] == static_cast<float>(expected));
  }
}

TEST_CASE("Concatenation: slices after one another, empty ones leave nothing") {
  const auto device = one_thread();
  const Value a = device->upload(Numbers{1.0F, 2.0F, 3.0F});
  const Value b = device->upload(Numbers{4.0F, 5.0F});
  const Value all =
      device->submit(Concatenation{{{b, 1, 1}, {a, 0, 3}, {a, 3, 0}, {b, 0, 2}, {a, 1, 1}}});
  CHECK(all.floats() == 7);
  CHECK(device->read(all) == Numbers{5.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 2.0F});
}

TEST_CASE("Rounding: four bytes change nothing, two leave seven bits of the mantissa") {
  const Numbers numbers = random_numbers(100, 4);
  CHECK(rounded(numbers, WireFormat::kFloat32) == numbers);
  const Numbers two_bytes = rounded(numbers, WireFormat::kBfloat16);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CHECK(two_bytes[i] == round_to_bfloat16(numbers[i]));
  }
}

TEST_CASE("Rounding: one byte says multiples of a 127th of the largest, ties to even") {
  CHECK(rounded({127.0F, 0.5F, 1.5F, -2.5F, 2.6F, -0.0F, -127.0F}, WireFormat::kInt8) ==
        Numbers{127.0F, 0.0F, 2.0F, -2.0F, 3.0F, 0.0F, -127.0F});
  const Numbers numbers = random_numbers(1000, 6);
  float largest = 0.0F;
  for (const float x : numbers) {
    largest = std::max(largest, std::abs(x));
  }
  const Numbers one_byte = rounded(numbers, WireFormat::kInt8);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CHECK(std::abs(one_byte[i] - numbers[i]) <= largest / 127.0F * 0.50001F);
  }
}

TEST_CASE("Rounding: one byte leaves zeros zero, and numbers too small for a scale become zero") {
  CHECK(rounded({0.0F, -0.0F, 0.0F}, WireFormat::kInt8) == Numbers{0.0F, 0.0F, 0.0F});
  const float tiny = std::numeric_limits<float>::denorm_min();
  CHECK(rounded({tiny, 0.0F, -tiny}, WireFormat::kInt8) == Numbers{0.0F, 0.0F, 0.0F});
}

TEST_CASE("Rounding: what is not finite shows, and in one byte makes every number NaN") {
  for (const float bad : {NAN, INFINITY, -INFINITY}) {
    const Numbers numbers{1.0F, bad, 3.0F};
    CHECK_FALSE(std::isfinite(rounded(numbers, WireFormat::kFloat32)[1]));
    CHECK_FALSE(std::isfinite(rounded(numbers, WireFormat::kBfloat16)[1]));
    for (const float x : rounded(numbers, WireFormat::kInt8)) {
      CHECK(std::isnan(x));
    }
  }
}

TEST_CASE("flop: a sum counts additions and multiplications by other factors than 1, copies none") {
  const auto device = one_thread();
  const Value a = device->upload(Numbers(10, 1.0F));
  CHECK(flop(LinearCombination{{{a}}, 8}) == 0.0);
  CHECK(flop(LinearCombination{{{a}, {a}}, 8}) == 8.0);
  CHECK(flop(LinearCombination{{{a, 0.5}, {a, 0.5}}, 8}) == 24.0);
  CHECK(flop(Concatenation{{{a, 0, 10}}}) == 0.0);
  CHECK(flop(Rounding{a, WireFormat::kInt8}) == 10.0);
}

TEST_CASE("submit: slices that leave their array are refused") {
  const auto device = one_thread();
  const Value a = device->upload(Numbers(10, 1.0F));
  CHECK_NOTHROW(device->submit(LinearCombination{{{a, 1.0, 3}}, 7}));
  CHECK_THROWS_AS(device->submit(LinearCombination{{{a, 1.0, 3}}, 8}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(LinearCombination{{{a, 1.0, 11}}, 0}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(LinearCombination{{}, 0}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(LinearCombination{{{Value(), 1.0, 0}}, 0}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(Concatenation{{{a, 1, 9}, {a, 2, 9}}}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(Rounding{}), BrokenInvariant);
}
