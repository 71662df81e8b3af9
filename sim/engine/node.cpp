#include "sim/engine/node.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/delivery.hpp"
#include "sim/engine/engine_state.hpp"
#include "sim/engine/periods.hpp"

namespace simgrad {
Node::Node(Engine& engine, std::size_t index, std::string name, std::string role, std::string host)
    : engine_(engine),
      index_(index),
      name_(std::move(name)),
      role_(std::move(role)),
      host_(std::move(host)),
      state_(std::make_unique<NodeState>()) {
  state_->host = &engine.state().host(host_);
  state_->host->nodes.push_back(this);
  state_->bell = s4u::Semaphore::create(0);
}

Node::~Node() = default;

HostState& Node::host_state() {
  return *state_->host;
}

double Node::flop_per_s() const {
  return state_->host->host->get_speed();
}
bool Node::is_up() const {
  return !state_->is_adrift && state_->host->down_causes == 0;
}
double Node::down_since_s() const {
  return state_->down_since_s;
}
std::int64_t Node::incarnation() const {
  return state_->incarnation;
}

void Node::run_always(std::function<void()> actor) {
  state_->actor = std::move(actor);
  if (is_up()) {
    engine_.state().start_node_actor(*this);
  }
}

void Node::run_once(std::function<void()> actor) {
  SIMGRAD_REQUIRE(is_up(), "host " + host_ + " is up");
  engine_.state().spawn(name_, state_->host->host, std::move(actor));
}

void Node::set_indispensable() {
  state_->indispensable = true;
}

void Node::succeeded_by(Succession succession) {
  succession.candidates.push_back(host_);
  state_->succession = std::move(succession);
}

void Node::keep_inbox() {
  state_->keeps_inbox = true;
}

void Node::watched_by(Node& watcher, const Detection& detection) {
  state_->watchers.push_back({&watcher, detection});
}

void Node::notify(Node& from, std::any payload) {
  if (is_up() || state_->keeps_inbox) {
    const double now = engine_.now();
    put({&from, std::move(payload), from.incarnation(), now, now});
  }
}

void Node::put(Message message) {
  state_->inbox.push_back(std::move(message));
  if (state_->waiting) {
    state_->waiting = false;
    state_->bell->release();
  }
}

Value Node::compute(Computation computation) {
  Value value = submit(std::move(computation.work));
  spend(computation.flop);
  return value;
}

void Node::spend(double flop) {
  Period period(*this, Activity::kCompute);
  (void)pass_compute_time(*state_->host, flop, [](const s4u::ExecPtr& /*exec*/) {
    return true;
  });
  period.done();
  ++engine_.state().events;
}

Outcome<Sent> Node::send(Node& to, std::any payload, double bytes) {
  auto sent = transmit(to, std::move(payload), bytes);
  wait_while_paused(*state_->host);
  return sent;
}

Outcome<Sent> Node::transmit(Node& to, std::any payload, double bytes) {
  if (!to.is_up()) {
    return Failure{FailureKind::kPeerDown, to.name()};
  }
  Delivery delivery(*this, to, bytes);
  return delivery.end(delivery.passage().pass(), payload);
}

Outcome<Sent> Node::send(Node& to, const std::any& payload, double bytes,
                         const RetryPolicy& retry) {
  return send_again(send(to, payload, bytes), to, payload, bytes, retry);
}

Outcome<Sent> Node::send_again(Outcome<Sent> sent, Node& to, const std::any& payload, double bytes,
                               const RetryPolicy& retry) {
  for (std::int64_t attempt = 1;
       !sent && sent.failure().kind == FailureKind::kLinkDown && attempt < retry.attempts;
       ++attempt) {
    const double pause_s =
        retry.pause_s(attempt, Stream(retry.seed, Purpose::kRetryPause, index_, state_->pauses++));
    engine_.observer().event(engine_.now(), "retry", name_,
                             fmt::format("to {}: {} {}, attempt {} of {} in {:.6g} s", to.name(),
                                         to_text(sent.failure().kind), sent.failure().subject,
                                         attempt + 1, retry.attempts, pause_s));
    sleep(pause_s);
    sent = send(to, payload, bytes);
  }
  return sent;
}

/// Wakes the actor that waits with this ticket, if it still does.
///
/// In place of Semaphore::acquire_timeout: SimGrid aborts when it kills an actor at the instant at
/// which that times out.
void Node::end_wait_at(double simulated_s) {
  engine_.at(simulated_s, [this, ticket = ++state_->ticket] {
    if (state_->waiting && state_->ticket == ticket) {
      state_->waiting = false;
      state_->bell->release();
    }
  });
}

Outcome<Message> Node::receive(double timeout_s) {
  SIMGRAD_REQUIRE(!state_->waiting, "one actor at a time receives at " + name_);
  const double begin_s = engine_.now();
  const double deadline_s = begin_s + timeout_s;
  if (timeout_s != kForever && timeout_s > 0.0 && state_->inbox.empty()) {
    end_wait_at(deadline_s);
  }
  while (state_->inbox.empty()) {
    if (engine_.now() >= deadline_s) {
      report_wait(begin_s, engine_.now());
      return Failure{FailureKind::kTimeout, name_};
    }
    state_->waiting = true;
    state_->bell->acquire();
    wait_while_paused(*state_->host);
  }
  ++state_->ticket;
  Message message = std::move(state_->inbox.front());
  state_->inbox.pop_front();
  report_wait(begin_s, message.sent_s);
  return message;
}

/// Reports that the node had nothing to do but to wait; what it computes in the background is no
/// waiting.
void Node::report_wait(double begin_s, double end_s) {
  const double idle_from_s = std::max(begin_s, state_->computed_until_s);
  if (state_->computing == 0 && end_s > idle_from_s) {
    engine_.observer().activity(*this, Activity::kWait, idle_from_s, end_s, false);
  }
}

void Node::sleep(double seconds) {
  s4u::this_actor::sleep_for(seconds);
  wait_while_paused(*state_->host);
}

bool Node::can_reach(const Node& to) const {
  EngineState& engine = engine_.state();
  const Route& route = engine.route(state_->host->host, to.state_->host->host);
  return to.is_up() && engine.partition_between(*state_->host, *to.state_->host) == nullptr &&
         std::all_of(route.links.begin(), route.links.end(), [&](int index) {
           return engine.links_by_index[static_cast<std::size_t>(index)]->down_causes == 0;
         });
}

void Node::wait_until_reachable(const Node& to) {
  while (!can_reach(to)) {
    Listed<s4u::SemaphorePtr> repair(engine_.state().repair_waiters, s4u::Semaphore::create(0));
    (*repair)->acquire();
    wait_while_paused(*state_->host);
  }
}

}  // namespace simgrad
