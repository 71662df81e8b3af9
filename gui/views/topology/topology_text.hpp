#pragma once

#include <cstdint>

#include <QPointF>
#include <QString>

#include "gui/views/topology/topology_model.hpp"

/// What the topology view says in words. Rich text, with names escaped.
namespace simgrad::gui {

QString describeVertex(const TopologyModel& model, std::uint32_t vertex);
QString describeZone(const TopologyModel& model, const Place& place);  ///< folded or a block
QString describeStrand(const TopologyModel& model, const Strand& strand);

/// A place, or the host of a block at a point.
QString describePlace(const TopologyModel& model, const Place& place, const QPointF& point);

/// All about a place, its few cables too: what a tooltip says of them.
QString describeChosen(const TopologyModel& model, std::size_t place);

/// The host of a block at a point; none between them.
std::optional<std::uint32_t> hostAt(const TopologyModel& model, const Place& block,
                                    const QPointF& point);

QString conditionName(Condition condition);  ///< of a link: "degraded"

/// kind,name,state,bytes,load: a line a host and one a link.
QString topologyCsv(const TopologyModel& model);

}  // namespace simgrad::gui
