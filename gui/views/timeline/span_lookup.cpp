#include "gui/views/timeline/span_lookup.hpp"

#include <algorithm>
#include <tuple>

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostCompared = 1'000;

}  // namespace

bool overlaps(const Span& span, TimeRange range) {
  if (span.begin_s == span.end_s) {
    return span.begin_s >= range.begin_s && span.begin_s <= range.end_s;
  }
  return span.end_s > range.begin_s && span.begin_s < range.end_s;
}

FoundSpans spansWithin(const SpanIndex& index, std::size_t node, TimeRange range,
                       std::size_t most) {
  FoundSpans found;
  const std::span<const Span> all = index.spans().ofNode(node);
  for (std::size_t i = index.firstReaching(node, range.begin_s);
       i < all.size() && all[i].begin_s <= range.end_s; ++i) {
    if (overlaps(all[i], range)) {
      if (found.spans.size() < most) {
        found.spans.push_back(all[i]);
      }
      ++found.count;
    }
  }
  return found;
}

std::optional<std::int32_t> roundWithin(const SpanIndex& index, std::size_t node, TimeRange range) {
  const std::vector<Span> found = spansWithin(index, node, range, kMostCompared).spans;
  const auto rank = [&](const Span& span) {
    return std::tuple(span.kind != SpanKind::kWait,
                      std::min(span.end_s, range.end_s) - std::max(span.begin_s, range.begin_s));
  };
  const auto best = std::max_element(found.begin(), found.end(), [&](const Span& a, const Span& b) {
    return rank(a) < rank(b);
  });
  return best == found.end() ? std::nullopt : std::optional(best->round);
}

}  // namespace simgrad::gui
