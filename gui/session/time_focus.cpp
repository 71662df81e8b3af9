#include "gui/session/time_focus.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad::gui {

void TimeFocus::setCursor(std::optional<double> simulated_s) {
  if (simulated_s && !std::isfinite(*simulated_s)) {
    return;
  }
  if (simulated_s) {
    simulated_s = std::max(0.0, *simulated_s);
  }
  if (simulated_s != cursor_s_) {
    cursor_s_ = simulated_s;
    emit cursorChanged();
  }
}

void TimeFocus::setRange(std::optional<TimeRange> range) {
  if (range && !(std::isfinite(range->begin_s) && std::isfinite(range->end_s) &&
                 range->begin_s < range->end_s)) {
    return;
  }
  if (range != range_) {
    range_ = range;
    emit rangeChanged();
  }
}

}  // namespace simgrad::gui
