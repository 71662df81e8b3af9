#include "gui/views/convergence/convergence_view.hpp"
#include "gui/views/events/events_view.hpp"
#include "gui/views/rounds/rounds_view.hpp"
#include "gui/views/scenario/scenario_view.hpp"
#include "gui/views/sweep/sweep_view.hpp"
#include "gui/views/timeline/timeline_view.hpp"
#include "gui/views/topology/topology_view.hpp"
#include "gui/views/traffic/traffic_view.hpp"
#include "gui/views/view.hpp"

namespace simgrad::gui {

const std::vector<ViewMaker>& viewMakers() {
  static const std::vector<ViewMaker> makers{
      {&convergence_view_info, makeConvergenceView},
      {&traffic_view_info, makeTrafficView},
      {&topology_view_info, makeTopologyView},
      {&timeline_view_info, makeTimelineView},
      {&rounds_view_info, makeRoundsView},
      {&events_view_info, makeEventsView},
      {&sweep_view_info, makeSweepView},
      {&scenario_view_info, makeScenarioView},
  };
  return makers;
}

}  // namespace simgrad::gui
