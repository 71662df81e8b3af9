#pragma once

#include <string>
#include <vector>

#include "sim/report/frame.hpp"

namespace simgrad {

/// Something that happened at one x: a vertical line with `text` as its tooltip.
struct EventMark {
  double x = 0.0;
  std::string text = {};
};

/// Draws marks as vertical lines across `plot`; where there are many, at its top alone. Marks
/// within three pixels are one line, whose tooltip tells the first few and how many there are.
void draw_event_marks(Svg& svg, const Plot& plot, const Scale& x,
                      const std::vector<EventMark>& marks);

}  // namespace simgrad
