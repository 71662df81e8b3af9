#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/report/event_marks.hpp"
#include "sim/report/frame.hpp"
#include "sim/report/span_paths.hpp"

namespace simgrad {

struct TimelineRow {
  std::string label = {};
  std::vector<TimelineSpan> spans = {};
};

/// Rows of spans over simulated time, any number of them. In a row of few spans each column of
/// pixels shows, in their lanes, the kinds that take half of it or more, the one that takes most
/// and the rare ones. In a row of many spans columns are wider and show each kind's share of the
/// time as its share of the height.
struct Timeline {
  std::string title = {};
  Axis x = {"simulated time", Unit::kSeconds};
  std::vector<SpanKind> kinds = {};
  std::vector<TimelineRow> rows = {};
  std::vector<EventMark> marks = {};
  std::string marks_label = {};
  double width = kPageWidth;
};

/// The chart as an SVG element. Spans whose ends are not finite, or the wrong way round, are left
/// out. Throws: BrokenInvariant if a span is of no kind.
std::string to_svg(const Timeline& chart);

}  // namespace simgrad
