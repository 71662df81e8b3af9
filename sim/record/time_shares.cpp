#include "sim/record/time_shares.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace simgrad {
namespace {

void add(TimeShares& shares, const NodeRoundRow& row, double share = 1.0) {
  shares.compute_s += share * row.compute_s;
  shares.latency_s += share * row.latency_s;
  shares.bandwidth_s += share * (row.send_s + row.receive_s - row.latency_s);
  shares.down_s += share * row.down_s;
  shares.lost_s += share * row.lost_s;
}

/// How much of a node's part lies in a round of this length: all, unless it began before.
double share_in_round(const NodeRoundRow& row, double length_s) {
  constexpr double kRounding = 1e-6;
  const double part_s =
      row.compute_s + row.send_s + row.receive_s + row.wait_s + row.down_s + row.lost_s;
  return part_s > length_s * (1.0 + kRounding) ? length_s / part_s : 1.0;
}

}  // namespace

TimeShares shares_of_nodes(const std::vector<NodeRoundRow>& node_rounds) {
  TimeShares shares;
  for (const NodeRoundRow& row : node_rounds) {
    add(shares, row);
    shares.waiting_s += row.wait_s;
  }
  return shares;
}

TimeShares shares_of_critical_path(const std::vector<RoundRow>& rounds,
                                   const std::vector<NodeRoundRow>& node_rounds) {
  std::map<std::pair<std::int64_t, std::string>, const NodeRoundRow*> parts;
  for (const NodeRoundRow& row : node_rounds) {
    parts[{row.round, row.node}] = &row;
  }
  TimeShares shares;
  double length_s = 0.0;
  for (const RoundRow& round : rounds) {
    const double round_s = round.end_s - round.begin_s;
    length_s += round_s;
    const auto found = parts.find({round.round, round.critical_node});
    if (found != parts.end()) {
      add(shares, *found->second, share_in_round(*found->second, round_s));
    }
  }
  shares.waiting_s = std::max(0.0, length_s - shares.total_s());
  return shares;
}

}  // namespace simgrad
