#include "gui/views/timeline/row_stretches.hpp"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "tests/gui/views/timeline/spans.hpp"

namespace simgrad::gui {
namespace {

constexpr TimeAxis kAxis{{0.0, 100.0}, 100.0};  // a column a second

std::vector<Stretch> stretchesOf(const std::vector<Span>& spans, const TimeAxis& axis = kAxis) {
  return stretchesOf(SpanIndex(test::tableOf({spans})), 0, axis);
}

std::vector<Stretch> ofKind(std::vector<Stretch> stretches, SpanKind kind) {
  std::erase_if(stretches, [kind](const Stretch& stretch) {
    return stretch.kind != kind;
  });
  return stretches;
}

TEST_CASE("row_stretches: a span covers the columns of its time") {
  CHECK(stretchesOf({{10.0, 20.0, 1, SpanKind::kCompute}}) ==
        std::vector<Stretch>{{SpanKind::kCompute, 10, 20}});
}

TEST_CASE("row_stretches: a column shows the kind that takes most of it") {
  const auto shown = stretchesOf({{5.0, 5.2, 1, SpanKind::kSend},
                                  {5.2, 5.7, 1, SpanKind::kCompute},
                                  {5.7, 5.9, 1, SpanKind::kWait}});
  CHECK(shown == std::vector<Stretch>{{SpanKind::kCompute, 5, 6}});
}

TEST_CASE("row_stretches: rounds that are shorter than a column make no pattern") {
  std::vector<Span> spans;
  for (int round = 0; round < 160; ++round) {
    const double begin_s = 0.6 * round;
    spans.push_back({begin_s, begin_s + 0.33, round, SpanKind::kSend});
    spans.push_back({begin_s + 0.33, begin_s + 0.6, round, SpanKind::kReceive});
  }
  CHECK(stretchesOf(spans) ==
        std::vector<Stretch>{{SpanKind::kReceive, 0, 96}, {SpanKind::kSend, 0, 96}});
}

TEST_CASE("row_stretches: a time down is shown however short, also of no length") {
  for (const double length_s : {0.0, 1e-9}) {
    const auto shown = stretchesOf(
        {{0.0, 100.0, 1, SpanKind::kWait}, {50.5, 50.5 + length_s, 1, SpanKind::kDown}});
    CHECK(ofKind(shown, SpanKind::kDown) == std::vector<Stretch>{{SpanKind::kDown, 50, 51}});
  }
}

TEST_CASE("row_stretches: kinds that happen at once are both shown, in different lanes") {
  const auto shown =
      stretchesOf({{10.0, 30.0, 1, SpanKind::kReceive}, {20.0, 40.0, 1, SpanKind::kSend}});
  CHECK(shown == std::vector<Stretch>{{SpanKind::kReceive, 10, 30}, {SpanKind::kSend, 20, 40}});
  const Lane send = laneOf(SpanKind::kSend);
  const Lane receive = laneOf(SpanKind::kReceive);
  CHECK(send.top + send.height <= receive.top);
}

TEST_CASE("row_stretches: what only touches the range is not shown") {
  CHECK(stretchesOf({{-5.0, 0.0, 1, SpanKind::kDown}, {100.0, 105.0, 1, SpanKind::kDown}}).empty());
  CHECK(stretchesOf({{-1e300, 1e300, 1, SpanKind::kDown}}) ==
        std::vector<Stretch>{{SpanKind::kDown, 0, 100}});
}

/// What a column shows of a kind, by looking at every span.
double shareOf(const std::vector<Span>& spans, SpanKind kind, int column) {
  double share = 0.0;
  for (const Span& span : spans) {
    if (span.kind == kind) {
      share += std::max(0.0, std::min(span.end_s, column + 1.0) -
                                 std::max(span.begin_s, static_cast<double>(column)));
    }
  }
  return share;
}

TEST_CASE("row_stretches: blocks of spans that share a column lose nothing of it") {
  std::mt19937 random(7);
  std::vector<Span> spans;
  double begin_s = 0.0;
  while (begin_s < 100.0) {
    // Of two kinds, each for a stretch of its own, so that the greater share is never a close one.
    const bool is_early = static_cast<int>(begin_s) % 2 == 0;
    const double end_s = begin_s + 1e-4 * static_cast<double>(1 + random() % 10);
    spans.push_back({begin_s, end_s, 1, is_early ? SpanKind::kCompute : SpanKind::kSend});
    begin_s = end_s;
  }
  spans.push_back({50.5, 50.5, 1, SpanKind::kDown});
  const auto shown = stretchesOf(spans);
  for (const SpanKind kind : {SpanKind::kCompute, SpanKind::kSend}) {
    for (int column = 0; column < 100; ++column) {
      const bool is_shown = std::any_of(shown.begin(), shown.end(), [&](const Stretch& stretch) {
        return stretch.kind == kind && stretch.first <= column && column < stretch.end;
      });
      CAPTURE(column);
      CHECK(is_shown == (shareOf(spans, kind, column) > 0.5));
    }
  }
  CHECK(ofKind(shown, SpanKind::kDown) == std::vector<Stretch>{{SpanKind::kDown, 50, 51}});
}

}  // namespace
}  // namespace simgrad::gui
