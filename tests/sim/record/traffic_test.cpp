#include "sim/record/traffic.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "kernels/rng.hpp"

namespace simgrad {
namespace {

struct Transfer {
  std::size_t link;
  double begin_s;
  double end_s;
  std::int64_t bytes;
};

std::vector<Transfer> random_transfers(std::uint64_t seed, std::size_t links, double last_s) {
  Stream stream(seed, Purpose::kTest);
  std::vector<Transfer> transfers;
  double now_s = 0.0;
  while (now_s < last_s) {
    now_s += stream.uniform();
    // Lengths from 1e-9 s to 100 s, some none; sizes from 0 to about 1e15 bytes.
    const double length_s = stream.below(5) == 0 ? 0.0 : std::pow(10.0, 11 * stream.uniform() - 9);
    const auto bytes = static_cast<std::int64_t>(std::pow(10.0, 15 * stream.uniform())) - 1;
    const double begin_s = stream.below(4) == 0 ? std::floor(now_s) : now_s;
    transfers.push_back({stream.below(links), begin_s, begin_s + length_s, bytes});
  }
  return transfers;
}

/// The definition, bin by bin over the whole grid, with the width known beforehand.
std::vector<std::int64_t> slow_bins(const std::vector<Transfer>& transfers, std::size_t links,
                                    std::size_t bins_per_link, double width_s) {
  std::vector<std::int64_t> bins(links * bins_per_link);
  for (const Transfer& transfer : transfers) {
    const auto bytes_until = [&](double t) {
      const double length_s = transfer.end_s - transfer.begin_s;
      const double share = std::min(1.0, std::max(0.0, (t - transfer.begin_s) / length_s));
      return static_cast<std::int64_t>(std::floor(static_cast<double>(transfer.bytes) * share));
    };
    for (std::size_t index = 0; index < bins_per_link; ++index) {
      const double lower_s = static_cast<double>(index) * width_s;
      const double upper_s = static_cast<double>(index + 1) * width_s;
      const bool is_instant = transfer.begin_s == transfer.end_s;
      const bool is_inside = lower_s <= transfer.begin_s && transfer.begin_s < upper_s;
      bins[transfer.link * bins_per_link + index] +=
          is_instant ? (is_inside ? transfer.bytes : 0)
                     : bytes_until(upper_s) - bytes_until(lower_s);
    }
  }
  return bins;
}

TEST_CASE("traffic: a transfer over two and a half bins splits 2 : 2 : 1") {
  TrafficBins bins(1, 1.0);
  bins.add(0, 0.0, 2.5, 1001);
  CHECK(bins.bytes(0, 0) == 400);
  CHECK(bins.bytes(0, 1) == 400);
  CHECK(bins.bytes(0, 2) == 201);
  CHECK(bins.bytes(0, 3) == 0);
}

TEST_CASE("traffic: an instant falls into the bin that begins with it") {
  TrafficBins bins(2, 0.5);
  bins.add(1, 1.0, 1.0, 9);
  CHECK(bins.bytes(1, 2) == 9);
  CHECK(bins.bytes(1, 1) == 0);
  CHECK(bins.bytes(0, 2) == 0);
}

TEST_CASE("traffic: bins per link fall from 512 to 16 as links grow") {
  CHECK(TrafficBins(0, 1.0).bins_per_link() == 512);
  CHECK(TrafficBins(512, 1.0).bins_per_link() == 512);
  CHECK(TrafficBins(1024, 1.0).bins_per_link() == 256);
  CHECK(TrafficBins(963, 1.0).bins_per_link() == 272);
  CHECK(TrafficBins(100'000, 1.0).bins_per_link() == 16);
}

TEST_CASE("traffic: reaching the last bin's end doubles the width and merges neighbours") {
  TrafficBins bins(1, 1.0);
  for (const double begin_s : {2.0, 3.0, 511.0}) {
    bins.add(0, begin_s, begin_s, 10);
  }
  CHECK(bins.width_s() == 1.0);
  bins.add(0, 512.0, 512.0, 1);
  CHECK(bins.width_s() == 2.0);
  CHECK(bins.bytes(0, 1) == 20);
  CHECK(bins.bytes(0, 255) == 10);
  CHECK(bins.bytes(0, 256) == 1);
  CHECK(bins.bytes(0, 2) == 0);
}

TEST_CASE("traffic: bins equal the slow definition with the last width known beforehand") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    // 1028 links have 255 bins each, an odd number.
    const std::size_t links = seed % 3 == 0 ? 1 : seed % 3 == 1 ? 7 : 1028;
    const double first_width_s = seed % 2 == 0 ? 1.0 : 0.1;
    const auto transfers = random_transfers(seed, links, seed % 3 == 2 ? 300.0 : 3000.0);
    TrafficBins bins(links, first_width_s);
    for (const Transfer& transfer : transfers) {
      bins.add(transfer.link, transfer.begin_s, transfer.end_s, transfer.bytes);
    }
    const auto expected = slow_bins(transfers, links, bins.bins_per_link(), bins.width_s());
    bool all_equal = true;
    for (std::size_t link = 0; link < links; ++link) {
      for (std::size_t index = 0; index < bins.bins_per_link(); ++index) {
        const std::int64_t value = bins.bytes(link, index);
        all_equal = all_equal && value == expected[link * bins.bins_per_link() + index];
      }
    }
    INFO("seed " << seed << ", width " << bins.width_s());
    CHECK(all_equal);
  }
}

TEST_CASE("traffic: no byte is lost or invented, whatever its size") {
  for (const std::int64_t bytes :
       {std::int64_t{1}, (std::int64_t{1} << 53) + 1, std::numeric_limits<std::int64_t>::max()}) {
    TrafficBins bins(1, 1.0);
    bins.add(0, 0.1, 400.7, bytes);
    bins.add(0, 0.3, 0.3, 0);
    bins.add(0, 5000.0, 5000.0, 0);
    std::int64_t sum = 0;
    for (std::size_t index = 0; index < bins.bins_per_link(); ++index) {
      CHECK(bins.bytes(0, index) >= 0);
      sum += bins.bytes(0, index);
    }
    CHECK(sum == bytes);
  }
}

TEST_CASE("traffic: changes list each changed bin once, and all bins after a widening") {
  TrafficBins bins(2, 1.0);
  bins.add(0, 0.0, 2.0, 10);
  bins.add(0, 0.0, 2.0, 10);
  const auto first = bins.take_changes();
  CHECK_FALSE(first.widened);
  REQUIRE(first.bins.size() == 2);
  CHECK(first.bins[1].bytes == 10);
  CHECK(bins.take_changes().bins.empty());
  bins.add(1, 3.0, 3.0, 5);
  REQUIRE(bins.take_changes().bins.size() == 1);
  bins.add(1, 600.0, 600.0, 5);
  const auto widened = bins.take_changes();
  CHECK(widened.widened);
  CHECK(widened.width_s == 2.0);
  CHECK(widened.bins.size() == 3);
}

TEST_CASE("traffic: what is no transfer is refused") {
  TrafficBins bins(2, 1.0);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(bins.add(2, 0.0, 1.0, 1), BrokenInvariant);
  CHECK_THROWS_AS(bins.add(0, -1.0, 1.0, 1), BrokenInvariant);
  CHECK_THROWS_AS(bins.add(0, 2.0, 1.0, 1), BrokenInvariant);
  CHECK_THROWS_AS(bins.add(0, 0.0, infinity, 1), BrokenInvariant);
  CHECK_THROWS_AS(bins.add(0, std::nan(""), 1.0, 1), BrokenInvariant);
  CHECK_THROWS_AS(bins.add(0, 0.0, 1.0, -1), BrokenInvariant);
  CHECK_THROWS_AS(TrafficBins(1, 0.0), BrokenInvariant);
}

}  // namespace
}  // namespace simgrad
