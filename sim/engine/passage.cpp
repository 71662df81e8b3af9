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

const LinkState* link_off(const EngineState& engine, const Route& route) {
  for (const int index : route.links) {
    if (engine.link_at(index).down_causes > 0) {
      return &engine.link_at(index);
    }
  }
  return nullptr;
}

}  // namespace

bool is_free(EngineState& engine, const HostState& from, const HostState& to) {
  return engine.delays == 0 && engine.losses == 0 &&
         engine.partition_between(from, to) == nullptr &&
         link_off(engine, engine.route(from.host, to.host)) == nullptr;
}

Passage::Passage(EngineState& engine, HostState& from, HostState& to, double bytes, bool wakes)
    : engine_(engine),
      from_(from),
      to_(to),
      route_(engine.route(from.host, to.host)),
      bytes_(bytes),
      wakes_(wakes),
      active_(to.inbound, {&route_, &from, &to, bytes}) {}

Passage::~Passage() {
  if (active_->comm != nullptr) {  // its actor has been killed
    active_->comm->set_data(nullptr);
    engine_.left.push_back(std::move(active_->comm));
  }
}

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

/// Lets time pass before the first byte leaves; false: it was cut meanwhile.
bool Passage::pause(double seconds) {
  if (seconds <= 0.0) {
    return true;
  }
  if (link_off(engine_, route_) != nullptr) {
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
  if (link_off(engine_, route_) != nullptr) {
    return false;
  }
  const s4u::SemaphorePtr bell = s4u::Semaphore::create(0);
  bool passed = false;
  begin([bell, &passed](bool whole) {
    passed = whole;
    bell->release();
  });
  bell->acquire();
  return passed;
}

void Passage::begin(std::function<void(bool passed)> on_end) {
  active_->on_end = std::move(on_end);
  engine_.start(*active_);
}

Failure Passage::failure() const {
  if (!active_->cut_by.empty()) {
    return {FailureKind::kLinkDown, active_->cut_by};
  }
  const LinkState* link = link_off(engine_, route_);
  return {FailureKind::kLinkDown,
          link != nullptr ? link->link->get_name() : "a link that is up again"};
}

/// By maestro, so that it is maestro who is told of its end.
void EngineState::start(ActiveTransfer& transfer) {
  simgrid::kernel::actor::simcall_answered([this, &transfer] {
    if (stopping) {
      return;  // nobody would cut it
    }
    transfer.begins_anew = false;
    transfer.latency_ends_s = engine.now() + latency_factor * latency_s(*transfer.route);
    transfer.comm = s4u::Comm::sendto_init(transfer.from->host, transfer.to->host);
    transfer.comm->set_payload_size(static_cast<std::uint64_t>(transfer.bytes));
    transfer.comm->set_data(&transfer);
    transfer.own_bound.reset();
    transfer.comm->start();
    if (losses > 0) {
      hold_back(transfer);
    }
  });
}

/// What is cancelled is told of twice: first as cancelled, then, when SimGrid comes to it, as
/// failed.
void EngineState::activity_ends(const s4u::Activity& activity) {
  auto* transfer = activity.get_data<ActiveTransfer>();
  if (transfer == nullptr || stopping || activity.get_state() == s4u::Activity::State::CANCELED) {
    return;
  }
  transfer->comm->set_data(nullptr);
  ended = std::move(transfer->comm);
  const bool has_failed = activity.get_state() == s4u::Activity::State::FAILED;
  if (has_failed && transfer->begins_anew && link_off(*this, *transfer->route) == nullptr) {
    start(*transfer);
    return;
  }
  const auto on_end = std::move(transfer->on_end);
  try {
    on_end(!has_failed);
  } catch (const std::exception&) {
    fail_with_current_exception();
  }
}

void EngineState::forget_transfers() {
  std::vector<std::function<void(bool)>> forgotten;  // their ends take them from the lists
  for_transfers([&forgotten](ActiveTransfer& transfer) {
    forgotten.push_back(std::move(transfer.on_end));
  });
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
