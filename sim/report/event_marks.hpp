#pragma once

#include <string>
#include <vector>

#include "sim/report/frame.hpp"
#include "sim/results/faults.hpp"

namespace simgrad {

/// Draws marks as vertical lines across `plot`; where there are many, at its top alone. Marks
/// within three pixels are one line, whose tooltip tells the first few and how many there are.
void draw_event_marks(Svg& svg, const Plot& plot, const Scale& x,
                      const std::vector<EventMark>& marks);

}  // namespace simgrad
