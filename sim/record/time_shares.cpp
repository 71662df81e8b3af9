#include "sim/record/time_shares.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace simgrad {
namespace {

void add(TimeShares& shares, const NodeRoundRow& row) {
  shares.compute_s += row.compute_s;
  shares.latency_s += row.latency_s;
  shares.bandwidth_s += row.send_s + row.receive_s - row.latency_s;
  shares.down_s += row.down_s;
  shares.lost_s += row.lost_s;
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
    length_s += round.end_s - round.begin_s;
    const auto found = parts.find({round.round, round.critical_node});
    if (found != parts.end()) {
      add(shares, *found->second);
    }
  }
  shares.waiting_s = std::max(0.0, length_s - shares.total_s());
  return shares;
}

}  // namespace simgrad
