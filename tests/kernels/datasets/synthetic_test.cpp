#include <algorithm>
#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/datasets/made.hpp"
#include "tests/support/statistics.hpp"

using namespace simgrad;

namespace {

std::map<std::uint32_t, std::size_t> device_sizes(const Dataset& data) {
  std::map<std::uint32_t, std::size_t> sizes;
  for (const auto group : data.groups) {
    sizes[group] += 1;
  }
  return sizes;
}

/// Feature j of device k's training samples.
std::vector<double> column(const Dataset& data, std::uint32_t k, std::size_t j) {
  std::vector<double> values;
  for (std::size_t i = 0; i < data.train.count(); ++i) {
    if (data.groups[i] == k) {
      values.push_back(static_cast<double>(data.train.row(i)[j]));
    }
  }
  return values;
}

/// Devices of exactly `samples` samples.
Dataset equal_devices(std::int64_t devices, std::int64_t samples, double alpha, double beta,
                      std::int64_t features = 60, std::int64_t classes = 10) {
  return test::made("synthetic", {{"alpha", test::real(alpha)},
                                  {"beta", test::real(beta)},
                                  {"devices", test::integer(devices)},
                                  {"features", test::integer(features)},
                                  {"classes", test::integer(classes)},
                                  {"samples_minimum", test::integer(samples)},
                                  {"samples_maximum", test::integer(samples)}});
}

}  // namespace

TEST_CASE("synthetic: 30 devices of 60 features and 10 classes, nine tenths for training") {
  const Dataset data = test::made("synthetic");
  CHECK(test::is_sound(data));
  CHECK(data.features == 60);
  CHECK(data.classes == 10);
  const auto sizes = device_sizes(data);
  REQUIRE(sizes.size() == 30);
  CHECK(sizes.begin()->first == 0);
  CHECK(sizes.rbegin()->first == 29);
  for (const auto& [device, size] : sizes) {
    CHECK(size >= 45);
    CHECK(size <= 9000);
  }
  CHECK(std::is_sorted(data.groups.begin(), data.groups.end()));
  const auto whole = static_cast<double>(data.train.count() + data.test.count());
  CHECK(static_cast<double>(data.train.count()) / whole == Approx(0.9).margin(0.005));
}

TEST_CASE("synthetic: half of the devices have more than 50 + e^4 samples, none over the maximum") {
  const Dataset data = test::made("synthetic", {{"devices", test::integer(1000)},
                                                {"features", test::integer(1)},
                                                {"classes", test::integer(2)},
                                                {"samples_maximum", test::integer(2000)}});
  std::vector<double> sizes;
  for (const auto& [device, size] : device_sizes(data)) {
    sizes.push_back(static_cast<double>(size));
  }
  CHECK(test::fraction_up_to(sizes, 0.9 * 104.6) ==
        Approx(0.5).margin(test::four_errors(0.5, sizes.size())));
  CHECK(*std::max_element(sizes.begin(), sizes.end()) == 1800.0);
}

TEST_CASE("synthetic: feature j of a device has variance j^-1.2") {
  const Dataset data = equal_devices(1, 20'000, 1.0, 1.0);
  for (const std::size_t j : {1U, 2U, 10U, 60U}) {
    CAPTURE(j);
    CHECK(test::moments(column(data, 0, j - 1)).variance ==
          Approx(std::pow(static_cast<double>(j), -1.2)).epsilon(0.05));
  }
}

TEST_CASE("synthetic: device means have variance 1 within and beta^2 between devices") {
  for (const double beta : {0.0, 3.0}) {
    const Dataset data = equal_devices(400, 60, 0.0, beta, 40);
    std::vector<double> device_means;
    std::vector<double> within;
    for (std::uint32_t k = 0; k < 400; ++k) {
      std::vector<double> means;
      for (std::size_t j = 20; j < 40; ++j) {  // where x is close to its mean v_kj
        means.push_back(test::moments(column(data, k, j)).mean);
      }
      const auto found = test::moments(means);
      device_means.push_back(found.mean);
      within.push_back(found.variance);
    }
    CAPTURE(beta);
    CHECK(test::moments(within).mean == Approx(1.0).margin(0.1));
    CHECK(test::moments(device_means).variance == Approx(beta * beta + 1.0 / 20.0).epsilon(0.3));
  }
}

TEST_CASE("synthetic: on a device, the label is a threshold of one feature and two classes") {
  const Dataset data = equal_devices(20, 100, 1.0, 1.0, 1, 2);
  std::size_t mixed = 0;
  for (std::uint32_t k = 0; k < 20; ++k) {
    std::vector<std::pair<float, int>> samples;
    for (std::size_t i = 0; i < data.train.count(); ++i) {
      if (data.groups[i] == k) {
        samples.emplace_back(data.train.row(i)[0], data.train.labels[i]);
      }
    }
    std::sort(samples.begin(), samples.end());
    int changes = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
      changes += samples[i].second != samples[i - 1].second ? 1 : 0;
    }
    CHECK(changes <= 1);
    mixed += changes == 1 ? 1 : 0;
  }
  CHECK(mixed >= 5);
}

TEST_CASE("synthetic: the label is the class with the largest x W + b") {
  const Dataset data = equal_devices(1, 200, 0.0, 1.0, 1, 2);
  Stream model(1, Purpose::kDataset, 1, 0);  // draws u, B, v, W, b
  std::vector<double> drawn(7);
  std::generate(drawn.begin(), drawn.end(), [&] {
    return model.normal();
  });
  const auto logit = [&](double x, std::size_t c) {
    return drawn[5 + c] + x * drawn[3 + c];
  };
  for (std::size_t i = 0; i < data.train.count(); ++i) {
    const auto x = static_cast<double>(data.train.row(i)[0]);
    REQUIRE(data.train.labels[i] == (logit(x, 1) > logit(x, 0) ? 1 : 0));
  }
}

TEST_CASE("synthetic: alpha shifts all logits alike and changes no label, beta does") {
  const Dataset data = equal_devices(10, 100, 0.0, 1.0);
  CHECK(data.train.labels == equal_devices(10, 100, 1.0, 1.0).train.labels);
  CHECK(data.train.labels != equal_devices(10, 100, 0.0, 0.5).train.labels);
}

TEST_CASE("synthetic: the seed decides all, and more devices begin with the same ones") {
  const auto devices = [](std::int64_t count, std::uint64_t seed) {
    return test::made("synthetic", {{"devices", test::integer(count)}}, seed);
  };
  const Dataset three = devices(3, 1);
  const Dataset four = devices(4, 1);
  CHECK(test::same(three.train, devices(3, 1).train));
  CHECK_FALSE(test::same(three.train, devices(3, 2).train));
  CHECK(std::equal(three.train.features.begin(), three.train.features.end(),
                   four.train.features.begin()));
}

TEST_CASE("synthetic: even devices of two samples train on one and test on one") {
  const Dataset data = test::made("synthetic", {{"devices", test::integer(3)},
                                                {"samples_minimum", test::integer(2)},
                                                {"samples_maximum", test::integer(2)},
                                                {"test_fraction", test::real(1e-20)}});
  CHECK(data.groups == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(data.test.count() == 3);
}

TEST_CASE("synthetic: a minimum over the maximum, and more than fits memory, are errors") {
  CHECK_THROWS_WITH(test::made("synthetic", {{"samples_minimum", test::integer(9)},
                                             {"samples_maximum", test::integer(8)}}),
                    "data set synthetic: samples_minimum is 9, expected at most samples_maximum, "
                    "8");
  CHECK_THROWS_AS(equal_devices(100'000, 10'000'000, 1.0, 1.0), Error);
}
