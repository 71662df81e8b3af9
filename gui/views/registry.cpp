#include "gui/views/convergence/convergence_view.hpp"
#include "gui/views/events/events_view.hpp"
#include "gui/views/topology/topology_view.hpp"
#include "gui/views/traffic/traffic_view.hpp"
#include "gui/views/view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&convergence_view_info, makeConvergenceView},
      {&topology_view_info, makeTopologyView},
      {&traffic_view_info, makeTrafficView},
      {&events_view_info, makeEventsView},
  };
  return makers;
}

}  // namespace simgrad::gui
