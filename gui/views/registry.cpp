#include "gui/views/events/events_view.hpp"
#include "gui/views/sweep/sweep_view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&events_view_info, makeEventsView},
      {&sweep_view_info, makeSweepView},
  };
  return makers;
}

}  // namespace simgrad::gui
