#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/engine_state.hpp"

/// What failures do to hosts and links.
namespace simgrad {
namespace {

LinkFactors total_factors(const LinkState& link) {
  LinkFactors total;
  for (const auto& [cause, each] : link.factors) {
    total.latency *= each.latency;
    total.bandwidth *= each.bandwidth;
  }
  return total;
}

}  // namespace

void EngineState::start_node_actor(Node& node) {
  spawn(node.name(), host(node.host()).host, [&node] {
    node.state_->actor();
  });
}

void EngineState::end_life(Node& node, double now_s) {
  NodeState& state = *node.state_;
  ++state.incarnation;
  if (!state.keeps_inbox) {
    state.inbox.clear();
  }
  state.idle_couriers.clear();
  state.waiting = false;
  state.computing = 0;
  state.bell = s4u::Semaphore::create(0);
  state.beats_bytes += state.beats_bytes_until(now_s);
  state.down_since_s = now_s;
}

void EngineState::tell_watchers(Node& node) {
  const PeerLost lost{node.incarnation() - 1};
  for (const Watcher& watcher : node.state_->watchers) {
    engine.at(engine.now() + watcher.detection.after_s(engine.now()), [&node, watcher, lost] {
      watcher.node->notify(node, lost);
    });
  }
}

/// The host is off: its nodes' lives end, what they knew and what is on its way to them is lost.
void EngineState::end_lives(HostState& host) {
  for (Node* node : host.nodes) {
    end_life(*node, engine.now());
    tell_watchers(*node);
  }
  const std::vector<Node*> its_nodes = host.nodes;
  for (Node* node : its_nodes) {
    if (node->state_->succession) {
      cast_adrift(*node);
    }
  }
  for (RunningExec& running : host.execs) {
    running.left_flop = 0.0;  // its actor has been killed, and unlists it a moment later
  }
  for_transfers([&host](ActiveTransfer& transfer) {
    if (transfer.from == &host || transfer.to == &host) {
      transfer.cut();
    }
  });
}

void EngineState::begin_life(Node& node) {
  node.state_->alive_since_s = engine.now();
  engine.observer().activity(node, Activity::kDown, node.down_since_s(), engine.now(), false);
  if (node.state_->actor) {
    engine.observer().event(engine.now(), "restart", node.name(),
                            fmt::format("life {}", node.incarnation()));
    start_node_actor(node);
  }
}

void EngineState::cut_pauses(int link) {
  for_transfers_over(link, [](ActiveTransfer& transfer) {
    if (transfer.pause != nullptr) {
      transfer.cut();
    }
  });
}

/// SimGrid 3.32 lets a transfer go on without the rest of its latency when the latency of a link on
/// its way changes: such transfers are sent again, and meet the new one.
void EngineState::begin_latencies_anew(int link) {
  for_transfers_over(link, [this](ActiveTransfer& transfer) {
    if (!transfer.is_cut && transfer.comm != nullptr && engine.now() < transfer.latency_ends_s) {
      transfer.begins_anew = true;
      transfer.comm->cancel();
    }
  });
}

/// Ends each part of a computation here; its actor goes on with what is left.
void EngineState::cut_execs(HostState& host) {
  for (RunningExec& running : host.execs) {
    if (!running.left_flop) {
      running.left_flop = running.exec->get_remaining() * running.factor;
      running.exec->cancel();
    }
  }
}

void EngineState::renew(LinkState& link) {
  const LinkFactors total = total_factors(link);
  double latency_s = link.set_latencies_s.empty() ? link.latency_s : 0.0;
  for (const auto& [cause, each_s] : link.set_latencies_s) {
    latency_s = std::max(latency_s, each_s);
  }
  double bytes_per_s = link.set_bytes_per_s.empty() ? link.bytes_per_s : kBandwidths.maximum;
  for (const auto& [cause, each] : link.set_bytes_per_s) {
    bytes_per_s = std::min(bytes_per_s, each);
  }
  if (link.link->get_latency() != latency_s * total.latency) {
    begin_latencies_anew(link.index);
    link.link->set_latency(latency_s * total.latency);
    hold_back_all(link.index, true);
  }
  link.link->set_bandwidth(bytes_per_s * total.bandwidth);
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
  for (Node* node : state.nodes) {
    state_->begin_life(*node);
  }
  state_->take_over_by(state);
  state_->tell_of_repair();
}

void Engine::link_down(const std::string& link, const std::string& cause) {
  LinkState& state = state_->link(link);
  if (state_->stopping || state.down_causes++ > 0) {
    return;
  }
  observer().event(now(), "link_down", link, cause);
  state.link->turn_off();
  state_->cut_pauses(state.index);
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
  EngineState::cut_execs(state);
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
  const LinkFactors total = total_factors(state);
  observer().event(now(), ends ? "link_normal" : "link_degraded", link,
                   fmt::format("{}: latency x {:.6g}, bandwidth x {:.6g}", cause, total.latency,
                               total.bandwidth));
  state_->renew(state);
}

bool Engine::host_is_up(const std::string& host) const {
  return state_->host(host).down_causes == 0;
}

bool Engine::link_is_up(const std::string& link) const {
  return state_->link(link).down_causes == 0;
}

}  // namespace simgrad
