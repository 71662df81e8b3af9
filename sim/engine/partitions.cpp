#include "sim/engine/engine_state.hpp"

/// Hosts that are up, over links that are up, and yet cannot reach each other.
namespace simgrad {
namespace {

/// "a, b and 4 more | c, server".
std::string name_of(const std::vector<std::vector<std::string>>& sides) {
  constexpr std::size_t kNamed = 2;
  std::string name;
  for (const std::vector<std::string>& side : sides) {
    name += name.empty() ? "" : " | ";
    for (std::size_t i = 0; i < side.size() && i < kNamed; ++i) {
      name += (i > 0 ? ", " : "") + side[i];
    }
    if (side.size() > kNamed) {
      name += " and " + std::to_string(side.size() - kNamed) + " more";
    }
  }
  return name;
}

}  // namespace

const Partition* EngineState::partition_between(const HostState& a, const HostState& b) const {
  for (const auto& [cause, partition] : partitions) {
    const auto of_a = partition.side_of.find(&a);
    const auto of_b = partition.side_of.find(&b);
    const auto nowhere = partition.side_of.end();
    if (of_a != nowhere && of_b != nowhere && of_a->second != of_b->second) {
      return &partition;
    }
  }
  return nullptr;
}

void EngineState::cut_across_partitions(HostState& to) {
  for (ActiveTransfer& transfer : to.inbound) {
    if (const Partition* between = partition_between(*transfer.from, to)) {
      transfer.cut_by = "partition " + between->name;
      transfer.cut();
    }
  }
}

void Engine::partition_begins(const std::string& cause,
                              const std::vector<std::vector<std::string>>& sides) {
  if (state_->stopping) {
    return;
  }
  const std::string name = name_of(sides);
  Partition& partition = state_->partitions[cause];
  partition.name = name;
  for (std::size_t side = 0; side < sides.size(); ++side) {
    for (const std::string& host : sides[side]) {
      partition.side_of[&state_->host(host)] = side;
    }
  }
  observer().event(now(), "partition", name, cause);
  for (const std::vector<std::string>& side : sides) {
    for (const std::string& host : side) {
      state_->cut_across_partitions(state_->host(host));
    }
  }
}

void Engine::partition_ends(const std::string& cause) {
  const auto found = state_->partitions.find(cause);
  if (state_->stopping || found == state_->partitions.end()) {
    return;
  }
  observer().event(now(), "partition_end", found->second.name, cause);
  state_->partitions.erase(found);
  state_->tell_of_repair();
}

}  // namespace simgrad
