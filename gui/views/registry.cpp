#include "gui/views/events/events_view.hpp"
#include "gui/views/rounds/rounds_view.hpp"
#include "gui/views/timeline/timeline_view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&timeline_view_info, makeTimelineView},
      {&rounds_view_info, makeRoundsView},
      {&events_view_info, makeEventsView},
  };
  return makers;
}

}  // namespace simgrad::gui
