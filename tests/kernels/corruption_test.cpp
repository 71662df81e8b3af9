#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/support/networks.hpp"

using namespace simgrad;

namespace {

using Numbers = std::vector<float>;

/// A model's parameters, padding in between, and something after them.
struct Sick {
  std::shared_ptr<const Model> model = test::network_of({5, 7, 3});
  Numbers before;

  Sick() {
    const FloatBuffer parameters = test::random_parameters(*model);
    before.assign(parameters.begin(), parameters.end());
    before.insert(before.end(), 10, 0.25F);
  }

  [[nodiscard]] Numbers after(double factor, double sigma, const std::vector<BitFlip>& flips,
                              std::uint64_t seed = 1) const {
    const auto device = make_cpu_device({.threads = 1});
    return device->read(device->submit(Corruption{model, device->upload(before), factor, sigma,
                                                  Stream(seed, Purpose::kTest), flips}));
  }

  [[nodiscard]] bool is_parameter(std::size_t i) const {
    for (const ParameterSlice& slice : model->slices()) {
      if (i >= slice.offset && i < slice.offset + slice.count) {
        return true;
      }
    }
    return false;
  }
};

}  // namespace

TEST_CASE("with_flipped_bit: sign, exponent and mantissa, and back again") {
  CHECK(with_flipped_bit(1.5F, 31) == -1.5F);
  CHECK(with_flipped_bit(1.5F, 22) == 1.0F);
  CHECK(with_flipped_bit(1.0F, 30) == std::numeric_limits<float>::infinity());
  CHECK(with_flipped_bit(2.0F, 23) == 4.0F);
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    CHECK(with_flipped_bit(with_flipped_bit(0.7F, bit), bit) == 0.7F);
    CHECK(with_flipped_bit(0.7F, bit) != 0.7F);
  }
}

TEST_CASE("Corruption: flips the bits that it names, and nothing else") {
  const Sick sick;
  Numbers expected = sick.before;
  expected[2] = -expected[2];
  expected[20] = with_flipped_bit(expected[20], 3);
  CHECK(sick.after(1.0, 0.0, {{2, 31}, {20, 3}}) == expected);
}

TEST_CASE("Corruption: scales the parameters, not the padding nor what comes after") {
  const Sick sick;
  const Numbers after = sick.after(-3.0, 0.0, {});
  for (std::size_t i = 0; i < after.size(); ++i) {
    INFO(i);
    CHECK(after[i] == (sick.is_parameter(i) ? -3.0F * sick.before[i] : sick.before[i]));
  }
}

TEST_CASE("Corruption: its noise has the deviation, and is the same for the same stream") {
  Sick sick;
  sick.model = test::network_of({200, 100, 10});
  sick.before.assign(sick.model->padded_count(), 0.0F);
  const Numbers after = sick.after(1.0, 0.5, {}, 1);
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!sick.is_parameter(i)) {
      REQUIRE(after[i] == 0.0F);
      continue;
    }
    sum += static_cast<double>(after[i]);
    squares += static_cast<double>(after[i]) * static_cast<double>(after[i]);
  }
  const auto count = static_cast<double>(sick.model->parameter_count());
  CHECK(std::abs(sum / count) < 3.0 * 0.5 / std::sqrt(count));
  CHECK(std::sqrt(squares / count) == Approx(0.5).epsilon(3.0 / std::sqrt(2.0 * count)));
  CHECK(sick.after(1.0, 0.5, {}, 1) == after);
  CHECK(sick.after(1.0, 0.5, {}, 2) != after);
}
