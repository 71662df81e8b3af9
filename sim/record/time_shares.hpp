#pragma once

#include <vector>

#include "sim/record/rows.hpp"

namespace simgrad {

/// Where simulated time went, in seconds. Bandwidth is what transfers took beyond the latency of
/// their route; waiting is for slow or failed nodes, links that are down, and deadlines; lost is
/// work and transfers that came to nothing.
struct TimeShares {
  double compute_s = 0.0;
  double latency_s = 0.0;
  double bandwidth_s = 0.0;
  double waiting_s = 0.0;
  double down_s = 0.0;
  double lost_s = 0.0;

  [[nodiscard]] double total_s() const {
    return compute_s + latency_s + bandwidth_s + waiting_s + down_s + lost_s;
  }
};

/// Summed over all nodes' parts in all rounds.
TimeShares shares_of_nodes(const std::vector<NodeRoundRow>& node_rounds);

/// Along the critical path: for each round, the part of the node whose result closed it; what is
/// left of the round's length, or all of it where a deadline closed it, counts as waiting. Of a
/// part that is longer than its round, each kind of time counts in proportion.
TimeShares shares_of_critical_path(const std::vector<RoundRow>& rounds,
                                   const std::vector<NodeRoundRow>& node_rounds);

}  // namespace simgrad
