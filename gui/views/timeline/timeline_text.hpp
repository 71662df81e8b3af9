#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>

#include "gui/views/timeline/timeline_data.hpp"

namespace simgrad::gui {

/// "compute from 12.3 s, for 1.7 s, in round 3"
QString spanText(const Span& span);

/// "host_down at 12 s: failure[0]: host_crash"
QString eventText(const EventRow& event);

/// What a node did, and what happened to it, in a short range: the node's name, then a line for
/// each span and event, the first few of them.
QString momentText(const TimelineData& data, std::size_t node, TimeRange range);

/// The spans of nodes that overlap a range: "node,kind,begin_s,end_s,round" and a line each.
QString spansCsv(const TimelineData& data, const std::vector<std::uint32_t>& nodes,
                 TimeRange range);

}  // namespace simgrad::gui
