#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "gui/reading/run_snapshot.hpp"
#include "gui/session/time_focus.hpp"

namespace simgrad::gui {

/// What stretches of consecutive spans of a node add up to, so that drawing a row costs as many
/// steps as it has pixels, however many its spans are.
class SpanIndex {
 public:
  static constexpr std::size_t kBlock = 64;  ///< spans

  struct Block {
    double end_s = 0.0;     ///< when the last of its spans ends
    double latest_s = 0.0;  ///< when the last of its and all earlier spans of the node ends
    std::array<double, kSpanKinds> seconds = {};  ///< of each kind
  };

  SpanIndex() = default;
  explicit SpanIndex(Shared<SpanTable> spans);

  const SpanTable& spans() const { return *spans_; }
  std::size_t nodes() const { return spans_->first.size() - 1; }

  /// Of spans [0, kBlock), [kBlock, 2 kBlock) … of the node.
  std::span<const Block> blocksOf(std::size_t node) const;

  /// The spans of a node, from the block on in which one first reaches past `begin_s`.
  std::size_t firstReaching(std::size_t node, double begin_s) const;

  /// Whether the node was down at some time.
  bool wasDown(std::size_t node) const;

  /// From the first begin to the last end; of no length without spans.
  TimeRange extent() const { return extent_; }

 private:
  Shared<SpanTable> spans_ = std::make_shared<const SpanTable>();
  std::vector<Block> blocks_;
  std::vector<std::size_t> first_ = {0};  // (nodes + 1) of each node's first block
  TimeRange extent_;
};

}  // namespace simgrad::gui
