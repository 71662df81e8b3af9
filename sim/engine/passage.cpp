#include "sim/engine/passage.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr int kRetransmissions = 15;                // Linux: tcp_retries2
constexpr double kLongestRetransmission_s = 120.0;  // Linux: TCP_RTO_MAX

/// How a way with losses sends single segments; 0 bytes: it loses none.
struct Segments {
  double mss_bytes = 0.0;
  double timeout_s = 0.0;
};

Segments segments(const EngineState& engine, const Route& route) {
  Segments result;
  for (const int index : route.links) {
    for (const auto& [cause, loss] : engine.link_at(index).losses) {
      const bool first = result.mss_bytes == 0.0;
      result.mss_bytes = first ? loss.mss_bytes : std::min(result.mss_bytes, loss.mss_bytes);
      result.timeout_s = std::max(result.timeout_s, loss.retransmission_timeout_s);
    }
  }
  return result;
}

}  // namespace

Passage::Passage(EngineState& engine, HostState& from, HostState& to, double bytes, bool wakes)
    : engine_(engine),
      from_(from),
      to_(to),
      route_(engine.route(from.host, to.host)),
      bytes_(bytes),
      wakes_(wakes),
      active_(to.inbound, {&route_, &from, bytes}) {}

bool Passage::pass() {
  if (const Partition* partition = engine_.partition_between(from_, to_)) {
    active_->cut_by = "partition " + partition->name;
    return false;
  }
  return (engine_.delays == 0 || meet_jitter()) && (engine_.losses == 0 || meet_losses()) &&
         transfer();
}

bool Passage::meet_jitter() {
  double delay_s = 0.0;
  for (const int index : route_.links) {
    for (const auto& [cause, next_delay_s] : engine_.link_at(index).delays_s) {
      delay_s += next_delay_s();
    }
  }
  return pause(delay_s);
}

/// A message of one segment is sent until no link on its way loses it.
bool Passage::meet_losses() {
  const Segments way = segments(engine_, route_);
  if (way.mss_bytes == 0.0 || bytes_ > way.mss_bytes) {
    return true;
  }
  double timeout_s = way.timeout_s;
  for (int again = 1;; ++again) {
    const LinkState* link = loser();
    if (link == nullptr) {
      return true;
    }
    const std::string& name = link->link->get_name();
    if (again > kRetransmissions) {
      active_->cut_by = fmt::format("{}, which lost a message {} times", name, again);
      return false;
    }
    engine_.engine.observer().event(
        engine_.engine.now(), "retransmission", name,
        fmt::format("{} to {}: {} of {} in {:.6g} s", from_.host->get_name(), to_.host->get_name(),
                    again, kRetransmissions, timeout_s));
    if (!pause(timeout_s)) {
      return false;
    }
    timeout_s = std::min(2.0 * timeout_s, std::max(way.timeout_s, kLongestRetransmission_s));
  }
}

/// The first link on the way that loses the packet now sent, or nullptr. Each draws, so that what
/// one loses does not depend on the others.
const LinkState* Passage::loser() const {
  const LinkState* first = nullptr;
  for (const int index : route_.links) {
    const LinkState& link = engine_.link_at(index);
    for (const auto& [cause, loss] : link.losses) {
      if (loss.next_is_lost() && first == nullptr) {
        first = &link;
      }
    }
  }
  return first;
}

const LinkState* Passage::link_off() const {
  for (const int index : route_.links) {
    if (engine_.link_at(index).down_causes > 0) {
      return &engine_.link_at(index);
    }
  }
  return nullptr;
}

/// Lets time pass before the first byte leaves; false: it was cut meanwhile.
bool Passage::pause(double seconds) {
  if (seconds <= 0.0) {
    return true;
  }
  if (link_off() != nullptr) {
    return false;
  }
  const double begin_s = engine_.engine.now();
  const s4u::SemaphorePtr bell = s4u::Semaphore::create(0);
  active_->pause = bell;
  std::optional<Counted> without_action;
  if (!wakes_) {
    without_action.emplace(engine_.paused_flows);
  }
  const auto ends = [bell] {
    bell->release();
  };
  engine_.make_appointment(begin_s + seconds, {ends, wakes_});
  bell->acquire();
  active_->pause = nullptr;
  delay_s_ += engine_.engine.now() - begin_s;
  return !active_->is_cut;
}

bool Passage::transfer() {
  do {
    active_->begins_anew = false;
    active_->latency_ends_s =
        engine_.engine.now() + engine_.latency_factor * engine_.latency_s(route_);
    active_->comm = s4u::Comm::sendto_init(from_.host, to_.host);
    active_->comm->set_payload_size(static_cast<std::uint64_t>(bytes_));
    active_->own_bound.reset();
    try {
      active_->comm->start();
      if (engine_.losses > 0) {
        engine_.hold_back(*active_);
      }
      active_->comm->wait();
      return true;
    } catch (const simgrid::Exception&) {
    }
  } while (active_->begins_anew);
  return false;
}

Failure Passage::failure() const {
  if (!active_->cut_by.empty()) {
    return {FailureKind::kLinkDown, active_->cut_by};
  }
  const LinkState* link = link_off();
  return {FailureKind::kLinkDown,
          link != nullptr ? link->link->get_name() : "a link that is up again"};
}

void ActiveTransfer::cut() {
  begins_anew = false;
  is_cut = true;
  if (pause != nullptr) {
    pause->release();
  } else if (comm != nullptr) {
    comm->cancel();
  }
}

}  // namespace simgrad
