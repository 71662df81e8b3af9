#include "kernels/rng.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/statistics.hpp"

using namespace simgrad;
using Counter = r123::Philox4x64::ctr_type;
using Key = r123::Philox4x64::key_type;

namespace {

template <class Draw>
std::vector<double> draws(std::size_t count, Draw draw) {
  Stream stream(1, Purpose::kTest);
  std::vector<double> values(count);
  std::generate(values.begin(), values.end(), [&] {
    return draw(stream);
  });
  return values;
}

}  // namespace

TEST_CASE("philox: Random123's known answers of philox4x64-10") {
  // Random123, tests/kat_vectors.
  const std::uint64_t ones = ~std::uint64_t{0};
  CHECK(r123::Philox4x64{}(Counter{{0, 0, 0, 0}}, Key{{0, 0}}) ==
        Counter{{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}});
  CHECK(r123::Philox4x64{}(Counter{{ones, ones, ones, ones}}, Key{{ones, ones}}) ==
        Counter{{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}});
  CHECK(r123::Philox4x64{}(Counter{{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0,
                                    0x082efa98ec4e6c89}},
                           Key{{0x452821e638d01377, 0xbe5466cf34e90c6c}}) ==
        Counter{{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}});
}

TEST_CASE("stream: key is (seed, purpose), counter is (block, a, b, c)") {
  Stream zeros(0, Purpose{0});
  CHECK(zeros.next() == 0x16554d9eca36314c);
  CHECK(zeros.next() == 0xdb20fe9d672d0fdc);
  CHECK(zeros.next() == 0xd7e772cee186176b);
  CHECK(zeros.next() == 0x7e68b68aec7ba23b);
  CHECK(zeros.next() == r123::Philox4x64{}(Counter{{1, 0, 0, 0}}, Key{{0, 0}})[0]);
  Stream named(7, Purpose::kFailure, 11, 12, 13);
  CHECK(named.next() == r123::Philox4x64{}(Counter{{0, 11, 12, 13}}, Key{{7, 8}})[0]);
}

TEST_CASE("stream: each part of the name makes another stream") {
  std::set<std::uint64_t> firsts;
  for (const std::uint64_t seed : {1, 2}) {
    for (const auto purpose : {Purpose::kDataset, Purpose::kPartition}) {
      for (std::uint64_t name = 0; name < 8; ++name) {
        firsts.insert(Stream(seed, purpose, name & 1U, name >> 1U & 1U, name >> 2U).next());
      }
    }
  }
  CHECK(firsts.size() == 32);
}

TEST_CASE("stream: the same name gives the same numbers") {
  Stream one(3, Purpose::kTest, 1, 2, 3);
  Stream other(3, Purpose::kTest, 1, 2, 3);
  for (int i = 0; i < 9; ++i) {
    CHECK(one.next() == other.next());
  }
}

TEST_CASE("uniform: in [0, 1), mean 1/2, variance 1/12") {
  const auto values = draws(100'000, [](Stream& s) {
    return s.uniform();
  });
  CHECK(*std::min_element(values.begin(), values.end()) >= 0.0);
  CHECK(*std::max_element(values.begin(), values.end()) < 1.0);
  const auto found = test::moments(values);
  CHECK(std::abs(found.mean - 0.5) < 4.0 * found.standard_error);
  CHECK(found.variance == Approx(1.0 / 12.0).epsilon(0.01));
}

TEST_CASE("positive_uniform: in (0, 1]") {
  const auto values = draws(100'000, [](Stream& s) {
    return s.positive_uniform();
  });
  CHECK(*std::min_element(values.begin(), values.end()) > 0.0);
  CHECK(*std::max_element(values.begin(), values.end()) <= 1.0);
}

TEST_CASE("below: equally likely for a small bound") {
  Stream stream(1, Purpose::kTest);
  std::vector<double> counts(6, 0.0);
  for (int i = 0; i < 60'000; ++i) {
    counts.at(stream.below(6)) += 1.0;
  }
  CHECK(test::chi_square(counts, std::vector<double>(6, 10'000.0)) < 20.5);  // 5 d.o.f., p = 0.001
}

TEST_CASE("below: unbiased where 2^64 is no multiple of the bound") {
  // Without the rejection, half of the results below 3 * 2^62 would be multiples of 3.
  Stream stream(1, Purpose::kTest);
  std::vector<double> counts(3, 0.0);
  for (int i = 0; i < 30'000; ++i) {
    counts[stream.below(std::uint64_t{3} << 62U) % 3] += 1.0;
  }
  CHECK(test::chi_square(counts, std::vector<double>(3, 10'000.0)) < 13.8);  // 2 d.o.f., p = 0.001
}

TEST_CASE("below: a bound of 1 gives 0") {
  CHECK(Stream(1, Purpose::kTest).below(1) == 0);
}

TEST_CASE("normal: mean 0, variance 1, 68.27 % within one deviation") {
  const auto values = draws(100'000, [](Stream& s) {
    return s.normal();
  });
  const auto found = test::moments(values);
  CHECK(std::abs(found.mean) < 4.0 * found.standard_error);
  CHECK(found.variance == Approx(1.0).epsilon(0.02));
  const double within = test::fraction_up_to(values, 1.0) - test::fraction_up_to(values, -1.0);
  CHECK(within == Approx(0.6827).margin(test::four_errors(0.6827, values.size())));
}

TEST_CASE("exponential: mean 1, variance 1") {
  const auto found = test::moments(draws(100'000, [](Stream& s) {
    return s.exponential();
  }));
  CHECK(std::abs(found.mean - 1.0) < 4.0 * found.standard_error);
  CHECK(found.variance == Approx(1.0).epsilon(0.05));
}

TEST_CASE("gamma: mean and variance are the shape, below and above 1") {
  for (const double shape : {0.1, 0.5, 1.0, 3.0, 50.0}) {
    CAPTURE(shape);
    const auto found = test::moments(draws(100'000, [&](Stream& s) {
      return s.gamma(shape);
    }));
    CHECK(std::abs(found.mean - shape) < 4.0 * found.standard_error);
    CHECK(found.variance == Approx(shape).epsilon(0.05));
  }
}

TEST_CASE("shuffle: a permutation, and each item equally likely in first place") {
  Stream stream(1, Purpose::kTest);
  std::vector<double> firsts(5, 0.0);
  for (int i = 0; i < 10'000; ++i) {
    std::array<int, 5> items{0, 1, 2, 3, 4};
    stream.shuffle(std::span<int>(items));
    firsts[static_cast<std::size_t>(items[0])] += 1.0;
    std::sort(items.begin(), items.end());
    REQUIRE(items == std::array<int, 5>{0, 1, 2, 3, 4});
  }
  CHECK(test::chi_square(firsts, std::vector<double>(5, 2'000.0)) < 18.5);  // 4 d.o.f., p = 0.001
}
