#include "gui/views/timeline/span_index.hpp"

#include <algorithm>
#include <limits>

namespace simgrad::gui {
namespace {

constexpr auto kDown = static_cast<std::size_t>(SpanKind::kDown);
// What a span without length counts, so that its kind is not lost.
constexpr double kLeast_s = std::numeric_limits<double>::min();

SpanIndex::Block blockOf(std::span<const Span> spans, double latest_before_s) {
  SpanIndex::Block block{.end_s = spans.front().end_s};
  for (const Span& span : spans) {
    block.end_s = std::max(block.end_s, span.end_s);
    block.seconds[static_cast<std::size_t>(span.kind)] +=
        std::max(kLeast_s, span.end_s - span.begin_s);
  }
  block.latest_s = std::max(block.end_s, latest_before_s);
  return block;
}

}  // namespace

SpanIndex::SpanIndex(Shared<SpanTable> spans) : spans_(std::move(spans)) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  TimeRange extent{kInfinity, -kInfinity};
  blocks_.reserve(spans_->spans.size() / kBlock + nodes());
  for (std::size_t node = 0; node < nodes(); ++node) {
    const std::span<const Span> all = spans_->ofNode(node);
    double latest_s = -kInfinity;
    for (std::size_t i = 0; i < all.size(); i += kBlock) {
      blocks_.push_back(blockOf(all.subspan(i, std::min(kBlock, all.size() - i)), latest_s));
      latest_s = blocks_.back().latest_s;
    }
    first_.push_back(blocks_.size());
    if (!all.empty()) {
      extent.begin_s = std::min(extent.begin_s, all.front().begin_s);
      extent.end_s = std::max(extent.end_s, latest_s);
    }
  }
  extent_ = blocks_.empty() ? TimeRange{} : extent;
}

std::span<const SpanIndex::Block> SpanIndex::blocksOf(std::size_t node) const {
  return std::span(blocks_).subspan(first_[node], first_[node + 1] - first_[node]);
}

std::size_t SpanIndex::firstReaching(std::size_t node, double begin_s) const {
  const std::span<const Block> blocks = blocksOf(node);
  const auto found = std::partition_point(blocks.begin(), blocks.end(), [&](const Block& block) {
    return block.latest_s < begin_s;
  });
  const auto index = static_cast<std::size_t>(found - blocks.begin()) * kBlock;
  return std::min(index, spans_->ofNode(node).size());
}

bool SpanIndex::wasDown(std::size_t node) const {
  const std::span<const Block> blocks = blocksOf(node);
  return std::any_of(blocks.begin(), blocks.end(), [](const Block& block) {
    return block.seconds[kDown] > 0.0;
  });
}

}  // namespace simgrad::gui
