#include <cmath>
#include <limits>

#include <simgrid/kernel/resource/Model.hpp>
#include <xbt/config.h>

#include "sim/engine/engine_state.hpp"

/// Lossy links: what they hold the flows over them at.
namespace simgrad {
namespace {

/// SimGrid's own record of a transfer under way, or nullptr. Comm::set_rate() would do only for
/// mailboxes, and only before the start. The latest are last.
simgrid::kernel::resource::Action* action_of(const s4u::Comm& comm) {
  for (auto* model : s4u::Engine::get_instance()->get_all_models()) {
    auto* started = model->get_started_action_set();
    for (auto action = started->rbegin(); action != started->rend(); ++action) {
      if (action->get_activity() == comm.get_impl()) {
        return &*action;
      }
    }
  }
  return nullptr;
}

}  // namespace

double EngineState::loss_cap(const ActiveTransfer& transfer) const {
  double log_passed = 0.0;  // Σ log(1 − p)
  double mss_bytes = std::numeric_limits<double>::infinity();
  for (const int index : transfer.route->links) {
    for (const auto& [cause, loss] : link_at(index).losses) {
      log_passed += std::log1p(-loss.probability);
      mss_bytes = std::min(mss_bytes, loss.mss_bytes);
    }
  }
  const double round_trip_s = 2.0 * latency_s(*transfer.route);
  if (transfer.bytes <= mss_bytes || round_trip_s <= 0.0) {
    return 0.0;
  }
  return mss_bytes / round_trip_s * std::sqrt(1.5 / -std::expm1(log_passed));
}

void EngineState::hold_back(ActiveTransfer& transfer) const {
  const double cap = loss_cap(transfer);
  if (transfer.comm == nullptr || (cap == 0.0 && !transfer.own_bound)) {
    return;
  }
  auto* action = action_of(*transfer.comm);
  if (action == nullptr) {
    return;  // it failed, or is over
  }
  const double own = transfer.own_bound.value_or(action->get_bound());  // not above 0: none
  transfer.own_bound = own;
  // A flow has this share of what the solver gives it; LV08's overheads have the rest.
  const double bound = cap / sg_cfg_get_double("network/bandwidth-factor");
  const bool own_counts = own > 0.0 && (cap == 0.0 || own < bound);
  const double asked = action->get_user_bound();
  action->set_bound(own_counts ? own : bound);
  action->set_user_bound(asked);  // SimGrid bounds by this one anew when a latency changes
}

void EngineState::hold_back_all(int link, bool renewed) {
  for_transfers_over(link, [this, renewed](ActiveTransfer& transfer) {
    if (renewed) {
      transfer.own_bound.reset();
    }
    hold_back(transfer);
  });
}

void lose_packets(Engine& engine, const std::string& link, const std::string& cause,
                  const std::optional<PacketLoss>& loss) {
  EngineState& state = engine.state();
  if (state.stopping) {
    return;
  }
  LinkState& entry = state.link(link);
  state.losses -= entry.losses.erase(cause);
  if (loss) {
    entry.losses[cause] = *loss;
    ++state.losses;
  }
  engine.observer().event(engine.now(), loss ? "packet_loss" : "packet_loss_end", link, cause);
  state.hold_back_all(entry.index, false);
}

}  // namespace simgrad
