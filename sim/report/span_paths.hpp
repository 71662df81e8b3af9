#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/report/frame.hpp"

namespace simgrad {

struct SpanKind {
  std::string label = {};
  Lane lane = Lane::kWhole;
  std::size_t style = 0;  ///< its colour's number
  bool is_rare = false;   ///< drawn wherever it is, however short
};

struct TimelineSpan {
  std::size_t kind = 0;  ///< index of its kind; later kinds are drawn over earlier ones
  double begin_s = 0.0;
  double end_s = 0.0;
};

/// The spans of one row as path commands, one text a kind: see Timeline. `row` is the area of the
/// row. Throws: BrokenInvariant if a span is of no kind.
std::vector<std::string> draw_spans(const std::vector<SpanKind>& kinds,
                                    const std::vector<TimelineSpan>& spans, const Plot& row,
                                    const Scale& x);

}  // namespace simgrad
