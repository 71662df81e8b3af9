#include "sim/engine/node.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/engine_state.hpp"

namespace simgrad {
namespace {

/// Keeps an entry of a list for as long as an actor is in a scope, also when the actor is killed.
template <class Entry>
class Listed {
 public:
  Listed(std::list<Entry>& list, Entry entry)
      : list_(list), place_(list.insert(list.end(), std::move(entry))) {}
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;
  ~Listed() { list_.erase(place_); }
  Entry& operator*() { return *place_; }
  Entry* operator->() { return &*place_; }

 private:
  std::list<Entry>& list_;
  typename std::list<Entry>::iterator place_;
};

/// Reports a period of activity when it ends, as lost unless done() was called.
class Period {
 public:
  Period(const Node& node, Activity activity)
      : node_(node), activity_(activity), begin_s_(node.engine().now()) {}
  Period(const Period&) = delete;
  Period& operator=(const Period&) = delete;
  ~Period() {
    Engine& engine = node_.engine();
    engine.state().report([&] {
      engine.observer().activity(node_, activity_, begin_s_, engine.now(), lost_);
    });
  }
  void done() { lost_ = false; }

 private:
  const Node& node_;
  Activity activity_;
  double begin_s_;
  bool lost_ = true;
};

/// Reports a transfer when it ends, as not delivered unless the receiver has it.
class TransferReport {
 public:
  TransferReport(const Node& from, const Node& to, double bytes, const Route& route,
                 double latency_s)
      : record_{from, to, bytes, from.engine().now(), 0.0, latency_s, false, route.links} {}
  TransferReport(const TransferReport&) = delete;
  TransferReport& operator=(const TransferReport&) = delete;
  ~TransferReport() {
    record_.end_s = record_.from.engine().now();
    record_.latency_s = std::min(record_.latency_s, record_.end_s - record_.begin_s);
    Engine& engine = record_.from.engine();
    engine.state().report([&] {
      engine.observer().transfer(record_);
    });
  }
  void delivered() { record_.delivered = true; }
  [[nodiscard]] double begin_s() const { return record_.begin_s; }

 private:
  TransferRecord record_;
};

Failure link_failure(const EngineState& state, const Route& route) {
  for (const int index : route.links) {
    const LinkState& link = *state.links_by_index[static_cast<std::size_t>(index)];
    if (link.down_causes > 0) {
      return {FailureKind::kLinkDown, link.link->get_name()};
    }
  }
  return {FailureKind::kLinkDown, "a link that is up again"};
}

/// The bytes' way through the network, from the calling actor. False: it was cut short.
bool pass_network(EngineState& engine, HostState& from, HostState& to, const Route& route,
                  double bytes) {
  Listed<ActiveTransfer> active(to.inbound, {&route, nullptr, 0.0, false});
  do {
    active->begins_anew = false;
    active->latency_ends_s = engine.engine.now() + engine.latency_factor * engine.latency_s(route);
    active->comm = s4u::Comm::sendto_init(from.host, to.host);
    active->comm->set_payload_size(static_cast<std::uint64_t>(bytes));
    try {
      active->comm->start();
      active->comm->wait();
      return true;
    } catch (const simgrid::Exception&) {
    }
  } while (active->begins_anew);
  return false;
}

}  // namespace

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

double Node::flop_per_s() const {
  return state_->host->host->get_speed();
}
bool Node::is_up() const {
  return state_->host->down_causes == 0;
}
double Node::down_since_s() const {
  return state_->host->down_since_s;
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

void Node::watched_by(Node& watcher, double delay_s) {
  state_->watchers.push_back({&watcher, delay_s});
}

void Node::notify(Node& from, std::any payload) {
  if (!is_up()) {
    return;
  }
  const double now = engine_.now();
  state_->inbox.push_back({&from, std::move(payload), from.incarnation(), now, now});
  if (state_->waiting) {
    state_->waiting = false;
    state_->bell->release();
  }
}

Value Node::compute(Computation computation) {
  Value value = engine_.device().submit(std::move(computation.work));
  Period period(*this, Activity::kCompute);
  HostState& host = *state_->host;
  double left_flop = computation.flop;
  while (left_flop > 0.0) {
    Listed<RunningExec> running(host.execs,
                                {s4u::this_actor::exec_init(left_flop / host.factor), 0.0});
    try {
      running->exec->start();
      running->exec->wait();
      left_flop = 0.0;
    } catch (const simgrid::CancelException&) {
      left_flop = running->left_flop;  // the host's speed has changed
    }
  }
  period.done();
  ++engine_.state().events;
  return value;
}

Outcome<Sent> Node::send(Node& to, std::any payload, double bytes) {
  EngineState& engine = engine_.state();
  if (!to.is_up()) {
    return Failure{FailureKind::kPeerDown, to.name()};
  }
  const Route& route = engine.route(state_->host->host, to.state_->host->host);
  TransferReport report(*this, to, bytes, route, engine.latency_s(route));
  const std::int64_t to_incarnation = to.incarnation();
  if (!pass_network(engine, *state_->host, *to.state_->host, route, bytes)) {
    return to.incarnation() == to_incarnation ? link_failure(engine, route)
                                              : Failure{FailureKind::kPeerDown, to.name()};
  }
  if (to.incarnation() != to_incarnation) {
    return Failure{FailureKind::kPeerDown, to.name()};
  }
  report.delivered();
  ++engine.events;
  const Sent sent{report.begin_s(), engine_.now()};
  to.state_->inbox.push_back({this, std::move(payload), incarnation(), sent.begin_s, sent.end_s});
  if (to.state_->waiting) {
    to.state_->waiting = false;
    to.state_->bell->release();
  }
  return sent;
}

Outcome<Sent> Node::send(Node& to, const std::any& payload, double bytes,
                         const RetryPolicy& retry) {
  for (std::int64_t attempt = 1;; ++attempt) {
    auto sent = send(to, payload, bytes);
    if (sent || sent.failure().kind != FailureKind::kLinkDown || attempt >= retry.attempts) {
      return sent;
    }
    engine_.observer().event(engine_.now(), "retry", name_,
                             fmt::format("to {}: {} {}, attempt {} of {} in {:.6g} s", to.name(),
                                         to_text(sent.failure().kind), sent.failure().subject,
                                         attempt + 1, retry.attempts, retry.interval_s));
    sleep(retry.interval_s);
  }
}

struct Transfer::State {
  std::optional<Outcome<Sent>> outcome;
  s4u::SemaphorePtr bell = s4u::Semaphore::create(0);
};

const Outcome<Sent>& Transfer::wait() {
  if (!state_->outcome) {
    state_->bell->acquire();
    state_->bell->release();  // for whoever waits beside or after
  }
  return *state_->outcome;
}

bool Transfer::done() const {
  return state_->outcome.has_value();
}

Transfer Node::send_async(Node& to, std::any payload, double bytes, const RetryPolicy& retry,
                          std::function<void(const Outcome<Sent>&)> on_end) {
  auto transfer = std::make_shared<Transfer::State>();
  auto task = [this, &to, payload = std::move(payload), bytes, retry, on_end = std::move(on_end),
               transfer] {
    transfer->outcome = send(to, payload, bytes, retry);
    transfer->bell->release();
    if (on_end) {
      on_end(*transfer->outcome);
    }
  };
  auto& idle = state_->idle_couriers;
  if (!idle.empty()) {
    const std::shared_ptr<Courier> courier = std::move(idle.back());
    idle.pop_back();
    courier->task = std::move(task);
    courier->wake->release();
    return Transfer(transfer);
  }
  auto courier = std::make_shared<Courier>(Courier{s4u::Semaphore::create(0), std::move(task)});
  engine_.state().spawn(
      name_ + "-courier", state_->host->host,
      [this, courier] {
        while (true) {
          courier->task();
          courier->task = nullptr;
          state_->idle_couriers.push_back(courier);
          courier->wake->acquire();
        }
      },
      true);
  return Transfer(transfer);
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
      engine_.observer().activity(*this, Activity::kWait, begin_s, engine_.now(), false);
      return Failure{FailureKind::kTimeout, name_};
    }
    state_->waiting = true;
    state_->bell->acquire();
  }
  ++state_->ticket;
  Message message = std::move(state_->inbox.front());
  state_->inbox.pop_front();
  const double arrival_s = std::max(begin_s, message.sent_s);
  if (arrival_s > begin_s) {
    engine_.observer().activity(*this, Activity::kWait, begin_s, arrival_s, false);
  }
  return message;
}

void Node::sleep(double seconds) {
  s4u::this_actor::sleep_for(seconds);
}

void Node::wait_for_links(const Node& to) {
  EngineState& engine = engine_.state();
  const Route& route = engine.route(state_->host->host, to.state_->host->host);
  while (std::any_of(route.links.begin(), route.links.end(), [&](int index) {
    return engine.links_by_index[static_cast<std::size_t>(index)]->down_causes > 0;
  })) {
    Listed<s4u::SemaphorePtr> repair(engine.link_waiters, s4u::Semaphore::create(0));
    (*repair)->acquire();
  }
}

}  // namespace simgrad
