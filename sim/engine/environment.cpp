#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/engine_state.hpp"

/// What failures do to hosts and links.
namespace simgrad {

void EngineState::start_node_actor(Node& node) {
  spawn(node.name(), host(node.host()).host, [&node] {
    node.state_->actor();
  });
}

/// The host is off: its nodes' lives end, what they knew and what is on its way to them is lost.
void EngineState::end_lives(HostState& host) {
  for (Node* node : host.nodes) {
    NodeState& state = *node->state_;
    const PeerLost lost{state.incarnation++};
    state.inbox.clear();
    state.idle_couriers.clear();
    state.waiting = false;
    state.computing = 0;
    state.bell = s4u::Semaphore::create(0);
    state.beats_bytes += state.beats_bytes_until(engine.now());
    for (const Watcher& watcher : state.watchers) {
      engine.at(engine.now() + watcher.detection.after_s(engine.now()), [node, watcher, lost] {
        watcher.node->notify(*node, lost);
      });
    }
  }
  for (ActiveTransfer& transfer : host.inbound) {
    transfer.begins_anew = false;
    transfer.comm->cancel();
  }
}

/// SimGrid 3.32 lets a transfer go on without the rest of its latency when the latency of a link on
/// its way changes: such transfers are sent again, and meet the new one.
void EngineState::begin_latencies_anew(int link) {
  for (auto& [name, host] : hosts) {
    for (ActiveTransfer& transfer : host.inbound) {
      const std::vector<int>& way = transfer.route->links;
      if (engine.now() < transfer.latency_ends_s &&
          std::find(way.begin(), way.end(), link) != way.end()) {
        transfer.begins_anew = true;
        transfer.comm->cancel();
      }
    }
  }
}

void EngineState::tell_of_repair() {
  for (const s4u::SemaphorePtr& waiter : repair_waiters) {
    waiter->release();
  }
}

void Engine::host_down(const std::string& host, const std::string& cause) {
  HostState& state = state_->host(host);
  if (state_->stopping || state.down_causes++ > 0) {
    return;
  }
  observer().event(now(), "host_down", host, cause);
  state.down_since_s = now();
  state.host->turn_off();
  state_->end_lives(state);
  for (const Node* node : state.nodes) {
    if (node->state_->indispensable) {
      stop(RunStatus::kFailed, fmt::format("{} '{}' was lost: host {} went off at {:.6g} s ({})",
                                           node->role(), node->name(), host, now(), cause));
    }
  }
}

void Engine::host_up(const std::string& host, const std::string& cause) {
  HostState& state = state_->host(host);
  if (state_->stopping || --state.down_causes > 0) {
    return;
  }
  observer().event(now(), "host_up", host, cause);
  state.host->turn_on();
  state.up_since_s = now();
  for (Node* node : state.nodes) {
    observer().activity(*node, Activity::kDown, state.down_since_s, now(), false);
    if (node->state_->actor) {
      observer().event(now(), "restart", node->name(), fmt::format("life {}", node->incarnation()));
      state_->start_node_actor(*node);
    }
  }
  state_->tell_of_repair();
}

void Engine::link_down(const std::string& link, const std::string& cause) {
  LinkState& state = state_->link(link);
  if (state_->stopping || state.down_causes++ > 0) {
    return;
  }
  observer().event(now(), "link_down", link, cause);
  state.link->turn_off();
}

void Engine::link_up(const std::string& link, const std::string& cause) {
  LinkState& state = state_->link(link);
  if (state_->stopping || --state.down_causes > 0) {
    return;
  }
  observer().event(now(), "link_up", link, cause);
  state.link->turn_on();
  state_->tell_of_repair();
}

void Engine::scale_host(const std::string& host, const std::string& cause, double factor) {
  if (state_->stopping) {
    return;
  }
  HostState& state = state_->host(host);
  const double before = state.factor;
  if (factor == 1.0) {
    state.factors.erase(cause);
  } else {
    state.factors[cause] = factor;
  }
  state.factor = 1.0;
  for (const auto& [name, each] : state.factors) {
    state.factor *= each;
  }
  observer().event(now(), factor == 1.0 ? "host_normal" : "host_slow", host,
                   fmt::format("{}: speed x {:.6g}", cause, state.factor));
  for (RunningExec& running : state.execs) {
    running.left_flop = running.exec->get_remaining() * before;
    running.exec->cancel();
  }
}

void Engine::scale_link(const std::string& link, const std::string& cause, double latency_factor,
                        double bandwidth_factor) {
  if (state_->stopping) {
    return;
  }
  LinkState& state = state_->link(link);
  const bool ends = latency_factor == 1.0 && bandwidth_factor == 1.0;
  if (ends) {
    state.factors.erase(cause);
  } else {
    state.factors[cause] = {latency_factor, bandwidth_factor};
  }
  LinkFactors total;
  for (const auto& [name, each] : state.factors) {
    total.latency *= each.latency;
    total.bandwidth *= each.bandwidth;
  }
  observer().event(now(), ends ? "link_normal" : "link_degraded", link,
                   fmt::format("{}: latency x {:.6g}, bandwidth x {:.6g}", cause, total.latency,
                               total.bandwidth));
  if (state.link->get_latency() != state.latency_s * total.latency) {
    state_->begin_latencies_anew(state.index);
    state.link->set_latency(state.latency_s * total.latency);
  }
  state.link->set_bandwidth(state.bytes_per_s * total.bandwidth);
}

bool Engine::host_is_up(const std::string& host) const {
  return state_->host(host).down_causes == 0;
}

bool Engine::link_is_up(const std::string& link) const {
  return state_->link(link).down_causes == 0;
}

}  // namespace simgrad
