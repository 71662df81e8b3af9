#include "sim/record/span_thinning.hpp"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"

namespace simgrad {
namespace {

/// The rounds of the spans that a recorder would hold at the end.
std::vector<std::int64_t> kept_rounds(SpanThinning& thinning,
                                      const std::vector<std::int64_t>& rounds) {
  std::vector<std::int64_t> kept;
  for (const std::int64_t round : rounds) {
    const bool is_kept = thinning.keeps(round);
    std::erase_if(kept, [&](std::int64_t other) {
      return other % thinning.stride() != 0;
    });
    if (is_kept) {
      kept.push_back(round);
    }
  }
  return kept;
}

TEST_CASE("span_thinning: up to the limit everything is kept") {
  SpanThinning thinning(3);
  CHECK(kept_rounds(thinning, {1, -1, 2}) == std::vector<std::int64_t>{1, -1, 2});
  CHECK(thinning.stride() == 1);
  CHECK_FALSE(thinning.is_full());
}

TEST_CASE("span_thinning: one span too many halves the rounds that are kept") {
  SpanThinning thinning(3);
  CHECK(kept_rounds(thinning, {1, 2, 3, 4, 5}) == std::vector<std::int64_t>{2, 4});
  CHECK(thinning.stride() == 2);
}

TEST_CASE("span_thinning: a round larger than the limit is cut off") {
  SpanThinning thinning(3);
  CHECK(kept_rounds(thinning, {0, 0, 0, 0, 0, 1, 2}) == std::vector<std::int64_t>{0, 0, 0});
  CHECK(thinning.is_full());
}

TEST_CASE("span_thinning: what is kept never exceeds the limit, in whole rounds of the stride") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Stream stream(seed, Purpose::kTest);
    std::vector<std::int64_t> rounds;
    std::int64_t round = 0;
    for (int count = 0; count < 2000; ++count) {
      round += stream.below(4) == 0 ? 1 : 0;
      rounds.push_back(round - static_cast<std::int64_t>(stream.below(3)));
    }
    const auto limit = static_cast<std::int64_t>(50 + stream.below(300));
    SpanThinning thinning(limit);
    const auto kept = kept_rounds(thinning, rounds);
    CHECK(static_cast<std::int64_t>(kept.size()) <= limit);
    CHECK_FALSE(thinning.is_full());
    std::vector<std::int64_t> expected;
    std::copy_if(rounds.begin(), rounds.end(), std::back_inserter(expected),
                 [&](std::int64_t each) {
                   return each % thinning.stride() == 0;
                 });
    CHECK(kept == expected);
  }
}

}  // namespace
}  // namespace simgrad
