#include "gui/views/events/events_view.hpp"
#include "gui/views/topology/topology_view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&topology_view_info, makeTopologyView},
      {&events_view_info, makeEventsView},
  };
  return makers;
}

}  // namespace simgrad::gui
