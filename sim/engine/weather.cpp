#include "sim/engine/weather.hpp"

#include <fmt/format.h>
#include <simgrid/kernel/resource/Model.hpp>

#include "sim/engine/passage.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kFlowsAtOnce = 256;
constexpr std::uint64_t kAdvancesAFlow = 3;  // its begin, its latency's end, its own

}  // namespace

void delay_messages(Engine& engine, const std::string& link, const std::string& cause,
                    std::function<double()> next_delay_s) {
  EngineState& state = engine.state();
  if (state.stopping) {
    return;
  }
  LinkState& entry = state.link(link);
  state.delays -= entry.delays_s.erase(cause);
  const bool begins = next_delay_s != nullptr;
  if (begins) {
    entry.delays_s[cause] = std::move(next_delay_s);
    ++state.delays;
  }
  engine.observer().event(engine.now(), begins ? "jitter" : "jitter_end", link, cause);
}

void set_link_latency(Engine& engine, const std::string& link, const std::string& cause,
                      double latency_s) {
  EngineState& state = engine.state();
  if (state.stopping) {
    return;
  }
  LinkState& entry = state.link(link);
  entry.set_latencies_s[cause] = latency_s;
  engine.observer().event(engine.now(), "link_latency", link,
                          fmt::format("{}: {:.6g} s", cause, latency_s));
  state.renew(entry);
}

void set_link_bandwidth(Engine& engine, const std::string& link, const std::string& cause,
                        double bytes_per_s) {
  EngineState& state = engine.state();
  if (state.stopping) {
    return;
  }
  LinkState& entry = state.link(link);
  entry.set_bytes_per_s[cause] = bytes_per_s;
  engine.observer().event(engine.now(), "link_bandwidth", link,
                          fmt::format("{}: {:.6g} byte/s", cause, bytes_per_s));
  state.renew(entry);
}

void start_flow(Engine& engine, const std::string& from, const std::string& to, double bytes) {
  EngineState& state = engine.state();
  HostState& begin = state.host(from);
  HostState& end = state.host(to);
  if (state.stopping || begin.down_causes > 0 || begin.pause_causes > 0 || end.down_causes > 0) {
    return;
  }
  state.spawn(
      from + "-traffic", begin.host,
      [&state, &begin, &end, bytes] {
        if (state.flows >= kFlowsAtOnce) {
          return;
        }
        const Counted flow(state.flows);
        state.weather_advances += kAdvancesAFlow;
        (void)Passage(state, begin, end, bytes, false).pass();
      },
      true);
}

/// SimGrid has a started action for whatever takes simulated time: here the others' flows, in the
/// training anything. What has ended at this very instant is not started any more, but has not been
/// told to its actor yet.
bool EngineState::something_may_happen() const {
  std::size_t actions = 0;
  for (auto* model : simgrid->get_all_models()) {
    if (!model->get_finished_action_set()->empty() || !model->get_failed_action_set()->empty()) {
      return true;
    }
    actions += model->get_started_action_set()->size();
  }
  return waking > 0 || actions > flows - paused_flows;
}

void weather_at(Engine& engine, double simulated_s, std::function<void()> action) {
  EngineState& state = engine.state();
  const auto checked = [&engine, &state, action = std::move(action)] {
    ++state.weather_advances;
    // What came before at this instant may have woken an actor that has not run yet.
    const bool first = state.actions_at_instant == 1;
    if (first && engine.now() > 0.0 && !state.something_may_happen()) {
      engine.stop(RunStatus::kFailed,
                  "nothing but the network's weather can happen any more; waiting for a message: " +
                      state.who_waits());
      return;
    }
    action();
  };
  state.make_appointment(simulated_s, {checked, false});
}

void deadline_at(Engine& engine, double simulated_s, std::function<void()> action) {
  engine.state().make_appointment(simulated_s, {std::move(action), false});
}

}  // namespace simgrad
