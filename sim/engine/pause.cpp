#include "sim/engine/engine_state.hpp"
#include "sim/engine/periods.hpp"

/// Hosts that stall and go on with their state. An actor is held where it next comes out of a call
/// that takes simulated time, so that it does nothing until its host goes on.
namespace simgrad {

void wait_while_paused(HostState& host) {
  while (host.pause_causes > 0) {
    Listed<s4u::SemaphorePtr> resumed(host.resume_waiters, s4u::Semaphore::create(0));
    (*resumed)->acquire();
  }
}

void Engine::pause_host(const std::string& host, const std::string& cause) {
  HostState& state = state_->host(host);
  if (state_->stopping || state.pause_causes++ > 0) {
    return;
  }
  observer().event(now(), "host_paused", host, cause);
  EngineState::cut_execs(state);
}

void Engine::resume_host(const std::string& host, const std::string& cause) {
  HostState& state = state_->host(host);
  if (state_->stopping || --state.pause_causes > 0) {
    return;
  }
  observer().event(now(), "host_resumed", host, cause);
  for (const s4u::SemaphorePtr& waiter : state.resume_waiters) {
    waiter->release();
  }
}

}  // namespace simgrad
