#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/report/event_marks.hpp"
#include "sim/report/frame.hpp"

namespace simgrad {

/// How high in its row a kind of span is drawn, so that kinds differ without colour.
enum class Lane { kWhole, kUpper, kLower, kMiddle };

struct SpanKind {
  std::string label = {};
  Lane lane = Lane::kWhole;
  std::size_t style = 0;  ///< its colour's number
  bool is_rare = false;   ///< drawn wherever it is, however short
};

struct TimelineSpan {
  std::size_t kind = 0;  ///< index into Timeline::kinds; later kinds are drawn over earlier ones
  double begin_s = 0.0;
  double end_s = 0.0;
};

struct TimelineRow {
  std::string label = {};
  std::vector<TimelineSpan> spans = {};
};

/// Rows of spans over simulated time, any number of them. In each column of pixels those kinds are
/// drawn that take half of it or more, the one that takes most, and the rare ones.
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
