#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/datasets/made.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/statistics.hpp"

using namespace simgrad;

namespace {

/// One feature of all samples of one class.
std::vector<double> column(const Samples& samples, std::int32_t label, std::size_t j) {
  std::vector<double> values;
  for (std::size_t i = 0; i < samples.count(); ++i) {
    if (samples.labels[i] == label) {
      values.push_back(static_cast<double>(samples.row(i)[j]));
    }
  }
  return values;
}

}  // namespace

TEST_CASE("gaussian_blobs: sizes as asked, classes equal in number") {
  const Dataset data = test::made("gaussian_blobs", {{"classes", test::integer(4)},
                                                     {"features", test::integer(17)},
                                                     {"samples", test::integer(100)},
                                                     {"test_samples", test::integer(30)}});
  CHECK(test::is_sound(data));
  CHECK(data.features == 17);
  CHECK(data.classes == 4);
  CHECK(data.train.count() == 100);
  CHECK(data.test.count() == 30);
  CHECK(data.groups.empty());
  CHECK(std::count(data.train.labels.begin(), data.train.labels.end(), 3) == 25);
}

TEST_CASE("gaussian_blobs: a cluster has deviation `spread`, training and test the same centre") {
  const Dataset data = test::made("gaussian_blobs", {{"classes", test::integer(2)},
                                                     {"features", test::integer(3)},
                                                     {"spread", test::real(2.0)},
                                                     {"test_samples", test::integer(10'000)}});
  for (std::size_t j = 0; j < 3; ++j) {
    const auto train = test::moments(column(data.train, 1, j));
    const auto test = test::moments(column(data.test, 1, j));
    CHECK(std::sqrt(train.variance) == Approx(2.0).epsilon(0.05));
    CHECK(std::abs(train.mean - test.mean) <
          4.0 * std::hypot(train.standard_error, test.standard_error));
    CHECK_FALSE(train.mean == test.mean);
  }
}

TEST_CASE("gaussian_blobs: centres have deviation `separation`") {
  const Dataset data = test::made("gaussian_blobs", {{"classes", test::integer(100)},
                                                     {"features", test::integer(100)},
                                                     {"samples", test::integer(100)},
                                                     {"separation", test::real(3.0)},
                                                     {"spread", test::real(0.0)}});
  std::vector<double> values;
  for (std::size_t i = 0; i < 100; ++i) {
    values.insert(values.end(), data.train.row(i), data.train.row(i) + 100);
  }
  const auto found = test::moments(values);
  CHECK(std::abs(found.mean) < 4.0 * found.standard_error);
  CHECK(std::sqrt(found.variance) == Approx(3.0).epsilon(0.05));
}

TEST_CASE("gaussian_blobs: the seed decides all, and more samples begin with the same") {
  const auto blobs = [](std::int64_t samples, std::uint64_t seed) {
    return test::made("gaussian_blobs", {{"samples", test::integer(samples)}}, seed);
  };
  const Dataset fewer = blobs(50, 1);
  const Dataset more = blobs(100, 1);
  CHECK(test::same(fewer.train, blobs(50, 1).train));
  CHECK_FALSE(test::same(fewer.train, blobs(50, 2).train));
  CHECK(std::equal(fewer.train.features.begin(), fewer.train.features.end(),
                   more.train.features.begin()));
  CHECK(test::same(fewer.test, more.test));
}

TEST_CASE("gaussian_blobs: more than fits memory is an error") {
  CHECK_THROWS_AS(test::made("gaussian_blobs", {{"samples", test::integer(100'000'000)},
                                                {"features", test::integer(10'000)}}),
                  Error);
}

TEST_CASE("gaussian_blobs: samples are no pictures unless `image` says of what") {
  const auto small = [](std::vector<std::int64_t> image) {
    return test::made("gaussian_blobs", {{"features", test::integer(24)},
                                         {"samples", test::integer(10)},
                                         {"image", Argument(std::move(image))}});
  };
  const Dataset data = small({2, 3, 4});
  CHECK(data.shape().channels == 2);
  CHECK(data.shape().height == 3);
  CHECK(data.shape().width == 4);
  CHECK(data.features == 24);
  const Dataset plain = test::made("gaussian_blobs", {{"samples", test::integer(10)}});
  CHECK(plain.image.channels == 0);
  CHECK(plain.shape().channels == 20);
  CHECK(plain.shape().pixels() == 1);
  CHECK(error_text([&] {
          small({2, 3, 5});
        }) == "image is [2, 3, 5], 30 numbers, but a sample has 24 features");
  CHECK(error_text([&] {
          small({6, 4});
        }) == "image is [6, 4], expected [channels, height, width]");
}
