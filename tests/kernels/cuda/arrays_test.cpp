#include "tests/kernels/cuda/two_devices.hpp"

/// Works on arrays as such: one text for both devices, so that they agree to the last bit.

using namespace simgrad;
using namespace simgrad::test;

namespace {

std::vector<float> random_numbers(std::size_t count, std::uint64_t seed) {
  Stream stream(seed, Purpose::kTest, 5);
  std::vector<float> numbers(count);
  for (float& x : numbers) {
    x = static_cast<float>(stream.normal());
  }
  return numbers;
}

}  // namespace

TEST_CASE("cuda: LinearCombination of many lengths and terms at once has the CPU's bits",
          "[small]") {
  std::vector<MakeWork> works;
  for (const std::size_t count : {0U, 1U, 17U, 1000U}) {
    for (std::size_t terms = 1; terms <= 5; ++terms) {
      works.emplace_back([=](Device& device) {
        LinearCombination work{{}, count};
        for (std::size_t k = 0; k < terms; ++k) {
          work.terms.push_back({device.upload(random_numbers(count + k, k + 1)),
                                k % 2 == 0 ? 1.0 : 0.3 * static_cast<double>(k), k});
        }
        return work;
      });
    }
  }
  CHECK(same_bits(results(*cuda_device(), works), results(*cpu_device(), works)));
}

TEST_CASE("cuda: LinearCombination of one term with factor 1 is a copy, signs of 0 too",
          "[small]") {
  const auto device = cuda_device();
  const std::vector<float> numbers{7.0F, -0.0F, 1e-42F, INFINITY, -2.5F};
  const Value copy = device->submit(LinearCombination{{{device->upload(numbers), 1.0, 1}}, 4});
  CHECK(same_bits(device->read(copy), {numbers.begin() + 1, numbers.end()}));
}

TEST_CASE("cuda: Concatenation has the CPU's bits, and what is made of it", "[small]") {
  const auto join = [](Device& device) {
    const Value a = device.upload(random_numbers(21, 1));
    const Value b = device.upload(random_numbers(5, 2));
    const Value all = device.submit(Concatenation{{{a, 3, 18}, {b, 0, 5}, {a, 21, 0}, {b, 4, 1}}});
    return device.read(device.submit(LinearCombination{{{all, 2.0, 1}, {all}}, 23}));
  };
  CHECK(same_bits(join(*cuda_device()), join(*cpu_device())));
}

TEST_CASE("cuda: Rounding of many arrays at once has the CPU's bits", "[small]") {
  std::vector<MakeWork> works;
  for (const auto format : {WireFormat::kFloat32, WireFormat::kBfloat16, WireFormat::kInt8}) {
    for (const std::size_t count : {0U, 1U, 1000U, 5003U}) {
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        works.emplace_back([=](Device& device) {
          return Rounding{device.upload(random_numbers(count, seed)), format};
        });
      }
    }
  }
  CHECK(same_bits(results(*cuda_device(), works), results(*cpu_device(), works)));
}

TEST_CASE("cuda: Rounding to one byte makes all NaN where a number is not finite", "[small]") {
  const auto device = cuda_device();
  for (const float bad : {NAN, INFINITY}) {
    std::vector<float> numbers = random_numbers(3000, 1);
    numbers[2500] = bad;
    const Value rounded = device->submit(Rounding{device->upload(numbers), WireFormat::kInt8});
    for (const float x : device->read(rounded)) {
      REQUIRE(std::isnan(x));
    }
  }
}
