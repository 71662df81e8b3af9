#include "gui/views/events/events_view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&events_view_info, makeEventsView},
  };
  return makers;
}

}  // namespace simgrad::gui
