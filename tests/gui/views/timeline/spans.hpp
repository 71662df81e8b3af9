#pragma once

#include <string>
#include <vector>

#include "gui/reading/span_gathering.hpp"
#include "gui/views/timeline/timeline_data.hpp"

namespace simgrad::test {

/// A table of nodes' spans.
inline gui::Shared<gui::SpanTable> tableOf(const std::vector<std::vector<gui::Span>>& nodes) {
  gui::SpanGathering gathering;
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    for (const gui::Span& span : nodes[node]) {
      gathering.add(static_cast<std::uint32_t>(node), span);
    }
  }
  return gathering.table(nodes.size());
}

/// A run of nodes that are called as said.
inline gui::RunPointer runOf(const std::vector<std::string>& names,
                             const std::vector<std::vector<gui::Span>>& spans,
                             const std::vector<EventRow>& events = {}) {
  auto run = std::make_shared<gui::RunSnapshot>();
  std::vector<NodeRow> nodes;
  nodes.reserve(names.size());
  for (const std::string& name : names) {
    nodes.push_back({.name = name, .host = "host-of-" + name});
  }
  run->nodes = std::make_shared<const std::vector<NodeRow>>(nodes);
  run->rounds = std::make_shared<const std::vector<RoundRow>>();
  run->events = std::make_shared<const std::vector<EventRow>>(events);
  run->spans = tableOf(spans);
  return run;
}

}  // namespace simgrad::test
