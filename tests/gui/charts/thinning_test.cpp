#include "gui/charts/thinning.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

std::vector<QPointF> noise(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> y(-1.0, 1.0);
  std::vector<QPointF> points;
  for (std::size_t i = 0; i < count; ++i) {
    points.emplace_back(static_cast<double>(i), y(random));
  }
  return points;
}

double triangle(const QPointF& a, const QPointF& b, const QPointF& c) {
  return std::abs((a.x() - c.x()) * (b.y() - a.y()) - (a.x() - b.x()) * (c.y() - a.y())) / 2.0;
}

/// Steinarsson's words, one after the other: the bucket of every point by its own sum.
QList<QPointF> slowly(const std::vector<QPointF>& points, std::size_t most) {
  const std::size_t buckets = most - 2;
  std::vector<std::vector<QPointF>> of(buckets);
  const std::size_t inner = points.size() - 2;
  for (std::size_t i = 0; i < inner; ++i) {
    std::size_t bucket = 0;
    while ((bucket + 1) * inner / buckets <= i) {
      ++bucket;
    }
    of[bucket].push_back(points[i + 1]);
  }
  of.push_back({points.back()});
  QList<QPointF> kept{points.front()};
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    QPointF mean;
    for (const QPointF& point : of[bucket + 1]) {
      mean += point / static_cast<double>(of[bucket + 1].size());
    }
    kept.append(*std::max_element(
        of[bucket].begin(), of[bucket].end(), [&](const QPointF& a, const QPointF& b) {
          return triangle(kept.back(), a, mean) < triangle(kept.back(), b, mean);
        }));
  }
  kept.append(points.back());
  return kept;
}

TEST_CASE("thinning: keeps what the paper's steps keep") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const std::size_t count = 10 + 13 * seed;
    const std::size_t most = 3 + seed % 7;
    const std::vector<QPointF> points = noise(count, seed);
    CAPTURE(seed, count, most);
    CHECK(thinned(points, most) == slowly(points, most));
  }
}

TEST_CASE("thinning: keeps first and last, in order, and never more than asked") {
  for (std::size_t count : {1U, 2U, 3U, 10U, 1000U}) {
    for (std::size_t most : {2U, 3U, 4U, 9U, 999U, 2000U}) {
      const std::vector<QPointF> points = noise(count, 7);
      const QList<QPointF> kept = thinned(points, most);
      CAPTURE(count, most);
      CHECK(static_cast<std::size_t>(kept.size()) == std::min(count, most));
      CHECK(kept.first() == points.front());
      CHECK(kept.last() == points.back());
      CHECK(std::is_sorted(kept.begin(), kept.end(), [](const QPointF& a, const QPointF& b) {
        return a.x() < b.x();
      }));
    }
  }
}

TEST_CASE("thinning: keeps a single peak, wherever it is") {
  for (std::size_t at : {1U, 499U, 5000U, 9998U}) {
    std::vector<QPointF> points;
    for (std::size_t i = 0; i < 10'000; ++i) {
      points.emplace_back(static_cast<double>(i), i == at ? 1.0 : 0.0);
    }
    CHECK(thinned(points, 100).contains(points[at]));
  }
}

TEST_CASE("thinning: of nothing is nothing") {
  CHECK(thinned({}, 10).isEmpty());
}

}  // namespace
}  // namespace simgrad::gui
