#include "sim/engine/delivery.hpp"

#include <algorithm>

namespace simgrad {

Delivery::Delivery(Node& from, Node& to, double bytes)
    : from_(from),
      to_(to),
      from_life_(from.incarnation()),
      to_life_(to.incarnation()),
      passage_(from.engine().state(), from.host_state(), to.host_state(), bytes),
      record_{from,  to,
              bytes, from.engine().now(),
              0.0,   from.engine().state().latency_s(passage_.route()),
              false, passage_.route().links} {}

Delivery::~Delivery() {
  Engine& engine = from_.engine();
  record_.end_s = engine.now();
  record_.latency_s =
      std::min(record_.latency_s + passage_.delay_s(), record_.end_s - record_.begin_s);
  engine.state().report([&] {
    engine.observer().transfer(record_);
  });
}

Outcome<Sent> Delivery::end(bool passed, std::any& payload) {
  if (to_.incarnation() != to_life_) {
    return Failure{FailureKind::kPeerDown, to_.name()};
  }
  if (!passed) {
    return passage_.failure();
  }
  Engine& engine = from_.engine();
  record_.delivered = true;
  ++engine.state().events;
  const Sent sent{record_.begin_s, engine.now()};
  to_.put({&from_, std::move(payload), from_life_, sent.begin_s, sent.end_s});
  return sent;
}

}  // namespace simgrad
