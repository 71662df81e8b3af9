#pragma once

#include "gui/views/topology/topology_item.hpp"

namespace simgrad::gui {

/// What draws a place; owned by whoever takes it.
TopologyItem* makePlaceItem(const TopologyModel& model, const Place& place);

}  // namespace simgrad::gui
