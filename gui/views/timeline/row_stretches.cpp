#include "gui/views/timeline/row_stretches.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "gui/views/timeline/span_lookup.hpp"
#include "sim/results/coverage.hpp"

namespace simgrad::gui {
namespace {

using Shares = std::array<std::vector<double>, kSpanKinds>;  // empty: the kind does not occur

// Of the kind that takes most. Were it all, kinds that share every column evenly would win by
// turns, in a pattern that is the pixels' and not the run's.
constexpr double kFairShare = 0.5;
constexpr double kRounding = 1e-9;

std::size_t indexOf(SpanKind kind) {
  return static_cast<std::size_t>(kind);
}

/// Adds up, of one node, how much of each column each kind takes.
class Columns {
 public:
  Columns(const SpanIndex& index, std::size_t node, const TimeAxis& axis)
      : axis_(axis), spans_(index.spans().ofNode(node)), blocks_(index.blocksOf(node)) {
    for (std::size_t i = index.firstReaching(node, axis.range.begin_s);
         i < spans_.size() && spans_[i].begin_s <= axis.range.end_s;) {
      i += i % SpanIndex::kBlock == 0 && addBlock(i) ? SpanIndex::kBlock : addSpan(i);
    }
  }

  Shares shares() const {
    Shares shares;
    for (std::size_t kind = 0; kind < kSpanKinds; ++kind) {
      if (coverages_[kind]) {
        shares[kind] = coverages_[kind]->shares();
      }
    }
    return shares;
  }

 private:
  std::size_t addSpan(std::size_t i) {
    const Span& span = spans_[i];
    if (overlaps(span, axis_.range)) {
      add(indexOf(span.kind), axis_.x(span.begin_s), axis_.x(span.end_s));
    }
    return 1;
  }

  /// Adds a block at once if all of it lies in one column of those that are drawn.
  bool addBlock(std::size_t i) {
    const SpanIndex::Block& block = blocks_[i / SpanIndex::kBlock];
    const double begin = axis_.x(spans_[i].begin_s);
    const double column = std::floor(begin);
    if (column < 0.0 || column >= axis_.width || axis_.x(block.end_s) >= column + 1.0) {
      return false;
    }
    const double columns_per_s = axis_.width / (axis_.range.end_s - axis_.range.begin_s);
    for (std::size_t kind = 0; kind < kSpanKinds; ++kind) {
      if (block.seconds[kind] > 0.0) {
        const double share = std::min(1.0, block.seconds[kind] * columns_per_s);
        add(kind, column, column + share);
      }
    }
    return true;
  }

  void add(std::size_t kind, double begin, double end) {
    if (!coverages_[kind]) {
      coverages_[kind].emplace(static_cast<std::size_t>(axis_.width));
    }
    coverages_[kind]->add(begin, end);
  }

  const TimeAxis& axis_;
  std::span<const Span> spans_;
  std::span<const SpanIndex::Block> blocks_;
  std::array<std::optional<Coverage>, kSpanKinds> coverages_;
};

/// The share from which on a kind is drawn in each column.
std::vector<double> leastShares(const Shares& shares, std::size_t columns) {
  std::vector<double> least(columns, 0.0);
  for (const std::vector<double>& kind : shares) {
    for (std::size_t column = 0; column < kind.size(); ++column) {
      least[column] = std::max(least[column], kind[column]);
    }
  }
  for (double& share : least) {
    share = kFairShare * share - kRounding;
  }
  return least;
}

void addStretches(SpanKind kind, const std::vector<double>& shares,
                  const std::vector<double>& least, std::vector<Stretch>& stretches) {
  int begun = -1;
  for (std::size_t column = 0; column <= shares.size(); ++column) {
    const bool is_shown = column < shares.size() && shares[column] > kRounding &&
                          (kind == SpanKind::kDown || shares[column] >= least[column]);
    if (is_shown && begun < 0) {
      begun = static_cast<int>(column);
    } else if (!is_shown && begun >= 0) {
      stretches.push_back({kind, begun, static_cast<int>(column)});
      begun = -1;
    }
  }
}

}  // namespace

Lane laneOf(SpanKind kind) {
  switch (kind) {
    case SpanKind::kSend:
      return {0.1, 0.35};
    case SpanKind::kReceive:
      return {0.55, 0.35};
    case SpanKind::kWait:
      return {0.4, 0.2};
    default:
      return {0.1, 0.8};
  }
}

std::vector<Stretch> stretchesOf(const SpanIndex& index, std::size_t node, const TimeAxis& axis) {
  const Shares shares = Columns(index, node, axis).shares();
  const std::vector<double> least = leastShares(shares, static_cast<std::size_t>(axis.width));
  std::vector<Stretch> stretches;
  for (const SpanKind kind : kDrawingOrder) {
    addStretches(kind, shares[indexOf(kind)], least, stretches);
  }
  return stretches;
}

}  // namespace simgrad::gui
