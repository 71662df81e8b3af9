#include "gui/views/events/events_view.hpp"
#include "gui/views/scenario/scenario_view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&events_view_info, makeEventsView},
      {&scenario_view_info, makeScenarioView},
  };
  return makers;
}

}  // namespace simgrad::gui
