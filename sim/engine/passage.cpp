#include "sim/engine/passage.hpp"

namespace simgrad {

Passage::Passage(EngineState& engine, HostState& from, HostState& to, double bytes)
    : engine_(engine),
      from_(from),
      to_(to),
      route_(engine.route(from.host, to.host)),
      bytes_(bytes),
      active_(to.inbound, {&route_, &from}) {}

bool Passage::pass() {
  if (const Partition* partition = engine_.partition_between(from_, to_)) {
    active_->cut_by = "partition " + partition->name;
    return false;
  }
  return transfer();
}

bool Passage::transfer() {
  do {
    active_->begins_anew = false;
    active_->latency_ends_s =
        engine_.engine.now() + engine_.latency_factor * engine_.latency_s(route_);
    active_->comm = s4u::Comm::sendto_init(from_.host, to_.host);
    active_->comm->set_payload_size(static_cast<std::uint64_t>(bytes_));
    try {
      active_->comm->start();
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
  for (const int index : route_.links) {
    const LinkState& link = *engine_.links_by_index[static_cast<std::size_t>(index)];
    if (link.down_causes > 0) {
      return {FailureKind::kLinkDown, link.link->get_name()};
    }
  }
  return {FailureKind::kLinkDown, "a link that is up again"};
}

void ActiveTransfer::cut() {
  begins_anew = false;
  if (comm != nullptr) {
    comm->cancel();
  }
}

}  // namespace simgrad
