#include "gui/reading/span_gathering.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace simgrad::gui {

SpanKind spanKindOf(std::string_view text) {
  constexpr std::array<std::string_view, kSpanKinds - 1> kNames{"compute", "send", "receive",
                                                                "wait", "down"};
  const auto* found = std::find(kNames.begin(), kNames.end(), text);
  return static_cast<SpanKind>(found - kNames.begin());
}

bool SpanGathering::add(std::uint32_t node, const Span& span) {
  if (!std::isfinite(span.begin_s) || !std::isfinite(span.end_s) || span.end_s < span.begin_s) {
    return false;
  }
  spans_.push_back(span);
  node_of_.push_back(node);
  changed_ = true;
  return true;
}

Shared<SpanTable> SpanGathering::table(std::size_t nodes) {
  if (!changed_ && published_->first.size() == nodes + 1) {
    return published_;
  }
  auto table = std::make_shared<SpanTable>();
  table->first.assign(nodes + 1, 0);
  for (const std::uint32_t node : node_of_) {
    ++table->first[node + 1];
  }
  std::partial_sum(table->first.begin(), table->first.end(), table->first.begin());
  table->spans.resize(spans_.size());
  std::vector<std::size_t> next(table->first.begin(), table->first.end() - 1);
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    table->spans[next[node_of_[i]]++] = spans_[i];
  }
  const auto by_begin = [](const Span& a, const Span& b) {
    return a.begin_s < b.begin_s;
  };
  for (std::size_t node = 0; node < nodes; ++node) {
    const auto begin = table->spans.begin() + static_cast<std::ptrdiff_t>(table->first[node]);
    const auto end = table->spans.begin() + static_cast<std::ptrdiff_t>(table->first[node + 1]);
    if (!std::is_sorted(begin, end, by_begin)) {
      std::stable_sort(begin, end, by_begin);
    }
  }
  published_ = std::move(table);
  changed_ = false;
  return published_;
}

void SpanGathering::clear() {
  spans_.clear();
  node_of_.clear();
  changed_ = true;
}

}  // namespace simgrad::gui
