#include "sim/report/thinning.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"
#include "sim/results/coverage.hpp"

namespace simgrad {

TEST_CASE("thinned: a million points become four a column and keep every column's extremes") {
  Stream stream(1, Purpose::kTest);
  std::vector<ChartPoint> points;
  points.reserve(1'000'000);
  for (int i = 0; i < 1'000'000; ++i) {
    points.push_back({5e-4 * i, stream.uniform()});
  }
  points[777'777].y = 99.0;
  points[123'456].y = -99.0;
  const std::vector<ChartPoint> kept = thinned(points);
  CHECK(kept.size() <= std::size_t{4} * 500);
  CHECK(kept.front().x == points.front().x);
  CHECK(kept.back().x == points.back().x);
  const auto [low, high] =
      std::minmax_element(kept.begin(), kept.end(), [](const ChartPoint& a, const ChartPoint& b) {
        return a.y < b.y;
      });
  CHECK(low->y == -99.0);
  CHECK(high->y == 99.0);
  CHECK(std::is_sorted(kept.begin(), kept.end(), [](const ChartPoint& a, const ChartPoint& b) {
    return a.x < b.x;
  }));
}

TEST_CASE("thinned: few points stay as they are") {
  const std::vector<ChartPoint> points{{0.0, 1.0}, {1.0, 5.0}, {2.0, 3.0}};
  CHECK(thinned(points).size() == 3);
  CHECK(thinned({}).empty());
}

TEST_CASE("coverage: the same as adding column by column") {
  constexpr std::size_t kColumns = 20;
  Stream stream(2, Purpose::kTest);
  Coverage coverage(kColumns);
  std::vector<double> expected(kColumns, 0.0);
  for (int i = 0; i < 200; ++i) {
    const double begin = 24.0 * stream.uniform() - 2.0;
    const double end = begin + 6.0 * stream.uniform();
    coverage.add(begin, end);
    for (std::size_t column = 0; column < kColumns; ++column) {
      const auto left = static_cast<double>(column);
      expected[column] += std::max(0.0, std::min(end, left + 1.0) - std::max(begin, left));
    }
  }
  const std::vector<double> shares = coverage.shares();
  for (std::size_t column = 0; column < kColumns; ++column) {
    CHECK(shares[column] == Approx(expected[column]).margin(0.02));  // a thousandth for no length
  }
}

}  // namespace simgrad
