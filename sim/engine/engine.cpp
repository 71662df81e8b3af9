#include "sim/engine/engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/engine_state.hpp"

namespace simgrad {
namespace {

/// So many advances of the clock with nothing delivered or computed mean that nothing ever will.
constexpr std::uint64_t kFutileAdvances = 1'000'000;

}  // namespace

Engine::Engine(const PlatformChoice& platform, Device& device)
    : device_(device), state_(std::make_unique<EngineState>(*this)) {
  state_->simgrid = load_platform(platform);
  state_->latency_factor = platform.network_model.as<NetworkModelInfo>().latency_factor;
  for (s4u::Host* host : state_->simgrid->get_all_hosts()) {
    state_->hosts[host->get_name()].host = host;
  }
  std::vector<s4u::Link*> links = state_->simgrid->get_all_links();
  std::sort(links.begin(), links.end(), [](const auto* a, const auto* b) {
    return a->get_name() < b->get_name();
  });
  for (s4u::Link* link : links) {
    LinkState& entry = state_->links[link->get_name()];
    entry.link = link;
    entry.index = static_cast<int>(state_->link_names.size());
    entry.latency_s = link->get_latency();
    entry.bytes_per_s = link->get_bandwidth();
    state_->link_names.push_back(link->get_name());
    state_->links_by_index.push_back(&entry);
  }
}

Engine::~Engine() = default;

Node& Engine::add_node(std::string name, std::string role, const std::string& host) {
  auto& nodes = state_->nodes;
  nodes.push_back(
      std::make_unique<Node>(*this, nodes.size(), std::move(name), std::move(role), host));
  return *nodes.back();
}

const std::vector<std::unique_ptr<Node>>& Engine::nodes() const {
  return state_->nodes;
}
double Engine::now() const {
  return s4u::Engine::get_clock();
}
const std::vector<std::string>& Engine::link_names() const {
  return state_->link_names;
}
LinkSummary Engine::link(int index) const {
  const LinkState& link = *state_->links_by_index[static_cast<std::size_t>(index)];
  return {link.link->get_name(), link.bytes_per_s, link.latency_s};
}

const std::vector<int>& Engine::route(const Node& from, const Node& to) const {
  return state_->route(state_->host(from.host()).host, state_->host(to.host()).host).links;
}

std::uint64_t Engine::events() const {
  return state_->events;
}

RunEnd Engine::run() {
  EngineState& state = *state_;
  s4u::Engine::on_time_advance_cb([&state](double) {
    state.time_advances();
  });
  s4u::Activity::on_completion_cb([&state](const s4u::Activity& activity) {
    state.activity_ends(activity);
  });
  s4u::Engine::on_deadlock_cb([&state] {
    state.engine.stop(RunStatus::kFailed,
                      "nothing can happen any more; waiting for a message that nobody will send: " +
                          state.who_waits());
  });
  state.simgrid->run();
  state.forget_transfers();
  state.end.simulated_s = now();
  for (const auto& node : state.nodes) {
    if (!node->is_up()) {
      observer().activity(*node, Activity::kDown, node->down_since_s(), now(), false);
    }
  }
  if (state.failure != nullptr) {
    std::rethrow_exception(state.failure);
  }
  return state.end;
}

void Engine::stop(RunStatus status, std::string reason) {
  EngineState& state = *state_;
  if (state.stopping) {
    return;
  }
  state.stopping = true;
  state.end.status = status;
  state.end.reason = std::move(reason);
  state.agenda.clear();
  state.waking = 0;
  state.arm_timer();
  const s4u::Actor* caller = s4u::Actor::is_maestro() ? nullptr : s4u::Actor::self();
  simgrid::kernel::actor::simcall_answered([&state, caller] {  // no other actor runs in between
    state.for_transfers([](ActiveTransfer& transfer) {
      if (transfer.comm != nullptr) {
        transfer.comm->cancel();
      }
    });
    for (const s4u::ActorPtr& actor : state.simgrid->get_all_actors()) {  // the caller returns
      if (actor.get() != caller) {
        actor->kill();
      }
    }
  });
}

void Engine::at(double simulated_s, std::function<void()> action) {
  state_->make_appointment(simulated_s, {std::move(action)});
}

HostState& EngineState::host(const std::string& name) {
  const auto found = hosts.find(name);
  SIMGRAD_REQUIRE(found != hosts.end(), "host " + name + " is in the platform");
  return found->second;
}

LinkState& EngineState::link(const std::string& name) {
  const auto found = links.find(name);
  SIMGRAD_REQUIRE(found != links.end(), "link " + name + " is in the platform");
  return found->second;
}

const Route& EngineState::route(s4u::Host* from, s4u::Host* to) {
  const auto key = std::make_pair(from, to);
  if (const auto found = routes.find(key); found != routes.end()) {
    return found->second;
  }
  std::vector<s4u::Link*> on_the_way;
  Route fresh;
  from->route_to(to, on_the_way, &fresh.latency_s);
  for (const s4u::Link* hop : on_the_way) {
    if (const auto found = links.find(hop->get_name()); found != links.end()) {
      fresh.links.push_back(found->second.index);
      fresh.latency_s -= hop->get_latency() - found->second.latency_s;  // may have changed already
    }
  }
  return routes.emplace(key, std::move(fresh)).first->second;
}

double EngineState::latency_s(const Route& route) const {
  double latency = route.latency_s;
  for (const int index : route.links) {
    const LinkState& hop = *links_by_index[static_cast<std::size_t>(index)];
    latency += hop.link->get_latency() - hop.latency_s;
  }
  return latency;
}

/// The nodes that are up and wait for a message, those that are off and those that are paused, a
/// few of each by name.
std::string EngineState::who_waits() const {
  constexpr std::size_t kNamed = 5;
  const auto names_of = [this](auto&& wanted) {
    std::string names;
    std::size_t count = 0;
    for (const auto& node : nodes) {
      if (wanted(*node) && ++count <= kNamed) {
        names += (names.empty() ? "" : ", ") + node->name();
      }
    }
    return count > kNamed ? fmt::format("{} and {} more", names, count - kNamed) : names;
  };
  const std::string waiting = names_of([](const Node& node) {
    return node.is_up() && node.state_->waiting;
  });
  const std::string off = names_of([](const Node& node) {
    return !node.is_up();
  });
  const std::string paused = names_of([](const Node& node) {
    return node.is_up() && node.state_->host->pause_causes > 0;
  });
  return (waiting.empty() ? "nobody" : waiting) + (off.empty() ? "" : "; off: " + off) +
         (paused.empty() ? "" : "; paused: " + paused);
}

void EngineState::spawn(const std::string& name, s4u::Host* host, std::function<void()> body,
                        bool daemon) {
  if (stopping) {
    return;  // nobody would end it
  }
  HostState& on = this->host(host->get_name());
  const s4u::ActorPtr actor = s4u::Actor::create(name, host, [this, &on, body = std::move(body)] {
    try {
      wait_while_paused(on);
      body();
    } catch (const std::exception&) {
      fail_with_current_exception();
    }
  });
  if (daemon) {
    actor->daemonize();
  }
}

void EngineState::keep_current_exception() {
  if (failure == nullptr) {
    failure = std::current_exception();
  }
}

void EngineState::fail_with_current_exception() {
  keep_current_exception();
  engine.stop(RunStatus::kFailed, "an exception");
}

void EngineState::make_appointment(double simulated_s, Appointment appointment) {
  if (stopping) {
    return;
  }
  waking += appointment.wakes ? 1 : 0;
  agenda.emplace(simulated_s, std::move(appointment));
  arm_timer();
}

void EngineState::arm_timer() {
  using simgrid::kernel::timer::Timer;
  const bool wanted = !agenda.empty();
  if (timer != nullptr) {
    if (wanted && timer->get_date() == agenda.begin()->first) {
      return;
    }
    timer->remove();  // frees it
    timer = nullptr;
  }
  if (wanted) {
    timer = Timer::set(agenda.begin()->first, [this] {
      timer = nullptr;  // SimGrid frees a timer that went off
      run_agenda();
    });
  }
}

void EngineState::run_agenda() {
  if (engine.now() != instant_s) {
    instant_s = engine.now();
    actions_at_instant = 0;
  }
  try {
    while (!agenda.empty() && agenda.begin()->first <= engine.now()) {
      if (++actions_at_instant > 1000 + 100 * (hosts.size() + links.size())) {
        throw Error(
            fmt::format("simulated time stands still at {:.6g} s: failures follow each "
                        "other without a pause; expected times to failure and to repair "
                        "that are not both zero",
                        engine.now()));
      }
      const Appointment due = std::move(agenda.begin()->second);
      agenda.erase(agenda.begin());
      waking -= due.wakes ? 1 : 0;
      due.action();
    }
  } catch (const std::exception&) {
    keep_current_exception();
  }
  if (failure != nullptr) {
    engine.stop(RunStatus::kFailed, "an exception");
  }
  arm_timer();
}

void EngineState::time_advances() {
  if (stopping) {
    return;
  }
  try {
    if (!engine.device().throttle()) {
      engine.stop(RunStatus::kInterrupted, "interrupted by the user");
    }
  } catch (const std::exception&) {
    fail_with_current_exception();
  }
  if (events != events_at_advance) {
    advances_without_event = 0;
    weather_advances = 0;
  } else {
    ++advances_without_event;
  }
  events_at_advance = events;
  if (advances_without_event > kFutileAdvances + weather_advances) {
    engine.stop(RunStatus::kFailed,
                "nothing was delivered or computed any more, though time went on; waiting for a "
                "message: " +
                    who_waits());
  }
}

}  // namespace simgrad
