#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/engine_state.hpp"

/// Nodes whose next life is on another host.
namespace simgrad {

void EngineState::cast_adrift(Node& node) {
  auto& on_host = node.state_->host->nodes;
  on_host.erase(std::find(on_host.begin(), on_host.end(), &node));
  node.state_->is_adrift = true;
  const double now_s = engine.now();
  engine.at(now_s + node.state_->succession->detection.after_s(now_s), [this, &node] {
    elect(node);
  });
}

void EngineState::elect(Node& node) {
  const Succession& succession = *node.state_->succession;
  HostState* next = nullptr;
  for (const std::string& name : succession.candidates) {
    HostState& candidate = host(name);
    if (candidate.down_causes > 0) {
      continue;
    }
    if (succession.prefers && succession.prefers(name)) {
      next = &candidate;
      break;
    }
    next = next == nullptr ? &candidate : next;
  }
  node.state_->awaits_host = next == nullptr;
  if (next != nullptr) {
    take_over(node, *next);
    tell_of_repair();
  }
}

void EngineState::take_over(Node& node, HostState& next) {
  NodeState& state = *node.state_;
  const std::string& name = next.host->get_name();
  state.is_adrift = false;
  state.awaits_host = false;
  state.host = &next;
  next.nodes.push_back(&node);
  if (name != node.host_) {
    engine.observer().event(engine.now(), "take_over", node.name(),
                            fmt::format("from {} to {}", node.host_, name));
    node.host_ = name;
  }
  begin_life(node);
}

void EngineState::take_over_by(HostState& host) {
  for (const auto& node : nodes) {
    if (!node->state_->awaits_host) {
      continue;
    }
    const std::vector<std::string>& candidates = node->state_->succession->candidates;
    if (std::find(candidates.begin(), candidates.end(), host.host->get_name()) !=
        candidates.end()) {
      take_over(*node, host);
    }
  }
}

}  // namespace simgrad
