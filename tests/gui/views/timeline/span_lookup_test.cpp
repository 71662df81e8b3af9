#include "gui/views/timeline/span_lookup.hpp"

#include <random>

#include <catch2/catch.hpp>

#include "tests/gui/views/timeline/spans.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kAll = 1'000'000;

TEST_CASE("span_lookup: finds what a look at every span finds, long ones under short ones too") {
  std::mt19937 random(3);
  std::vector<Span> spans{{0.0, 900.0, 1, SpanKind::kDown}};
  for (int i = 0; i < 500; ++i) {
    const double begin_s = static_cast<double>(random() % 1000);
    spans.push_back({begin_s, begin_s + static_cast<double>(random() % 20), i, SpanKind::kSend});
  }
  const SpanIndex index(test::tableOf({{}, spans, {}}));
  for (double begin_s = -10.0; begin_s < 1100.0; begin_s += 7.0) {
    const TimeRange range{begin_s, begin_s + 3.0};
    std::size_t expected = 0;
    for (const Span& span : spans) {
      expected += overlaps(span, range) ? 1 : 0;
    }
    CHECK(spansWithin(index, 1, range, kAll).spans.size() == expected);
    CHECK(spansWithin(index, 1, range, 1).count == expected);
    CHECK(spansWithin(index, 0, range, kAll).count == 0);
    CHECK(spansWithin(index, 2, range, kAll).count == 0);
  }
}

TEST_CASE("span_lookup: the round is that of what takes most of the time, of a wait only alone") {
  const SpanIndex index(test::tableOf({{{0.0, 10.0, 1, SpanKind::kWait},
                                        {4.0, 5.0, 2, SpanKind::kSend},
                                        {4.0, 7.0, 3, SpanKind::kCompute}}}));
  CHECK(roundWithin(index, 0, {4.0, 6.0}) == 3);
  CHECK(roundWithin(index, 0, {1.0, 2.0}) == 1);
  CHECK(roundWithin(index, 0, {11.0, 12.0}) == std::nullopt);
}

TEST_CASE("span_index: knows the extent, and which nodes were down") {
  const SpanIndex index(
      test::tableOf({{{2.0, 30.0, 1, SpanKind::kSend}, {3.0, 4.0, 1, SpanKind::kSend}},
                     {{1.0, 1.0, 1, SpanKind::kDown}}}));
  CHECK(index.extent() == TimeRange{1.0, 30.0});
  CHECK_FALSE(index.wasDown(0));
  CHECK(index.wasDown(1));
  CHECK(SpanIndex().extent() == TimeRange{});
}

}  // namespace
}  // namespace simgrad::gui
