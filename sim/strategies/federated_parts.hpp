#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/strategies/training.hpp"

/// Who takes part in the rounds of a federated training.
namespace simgrad {

/// A client's part in a round, from the draw until the round is closed and its actor has ended.
struct Part {
  Node* client = nullptr;
  std::int64_t round = 0;
  std::int64_t life = 0;
  std::int64_t server_life = 0;
  double begin_s = 0.0;
  double round_end_s = -1.0;  // < 0: the round is open
  double actor_end_s = -1.0;  // < 0: the actor is at work
  std::string outcome;        // empty: its result is awaited
  std::vector<Value> updates;
};
using Parts = std::map<std::size_t, Part>;  // by Node::index

/// The round is over: who has not answered is late; the report's counts.
void close(Parts& parts, std::int64_t round, double now_s, RoundReport& report);
/// Reports the parts that are over, and takes them out.
void retire(Parts& parts, Training& training, std::int64_t epochs);

}  // namespace simgrad
