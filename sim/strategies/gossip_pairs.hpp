#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "sim/strategies/gossip_peers.hpp"

namespace simgrad {

/// Averagings of two workers' models each, x_i, x_j ← (x_i + x_j) / 2, where nobody keeps step.
///
/// An averaging is atomic: it begins when both workers are free, both send their models at once,
/// and both have the mean at the instant at which both have arrived. A worker is *taken* while it
/// is in one, and from the end of what it asked for itself until release(), for its update.
///
/// Who asks while one of the two is taken waits, in the order of asking. Nobody holds one worker
/// while it waits for another, so that no circle of waiting comes about on any graph: the paper's
/// own rule against that, a bipartite graph (Lian et al. 2018, section 3), is not needed. Asking
/// and averaging cost no simulated time.
///
/// An averaging with a lost worker is left out from when its loss is known, one whose transfer is
/// given up because of its links at once: neither model changes.
class Pairs {
 public:
  Pairs(Training& training, Peers& peers, const LinkPolicy& links);

  /// From the asker's actor: returns when the averaging is over or left out; the asker is taken.
  ///
  /// @param other  the asker itself for none: it is only taken
  void average(Node& asker, Node& other);
  void release(const Node& worker);
  /// A worker is lost: nobody waits for it. Who does has to be told to look again.
  void close(const Node& worker);

 private:
  struct Pair {
    std::uint64_t number = 0;  // of the question
    Node* asker = nullptr;
    Node* other = nullptr;
    int arrived = 0;  // of both models
  };
  struct Worker {
    bool is_taken = false;
    bool may_go_on = false;  // what it asked for is over
  };

  [[nodiscard]] Worker& worker(const Node& node) { return workers_.at(node.index() - 1); }
  std::vector<Pair>::iterator under_way(std::uint64_t number);
  void begin_pairs();
  void begin(const Pair& pair);
  void send(Node& from, Node& to, std::uint64_t number);
  void end_transfer(std::uint64_t number, const Outcome<Sent>& sent);
  void mix(const Pair& pair);
  void put_mean(const Node& worker, const Value& arrived);
  void end(std::uint64_t number);

  Training& training_;
  Peers& peers_;
  RetryPolicy retry_;
  std::vector<Worker> workers_;  // by rank
  std::deque<Pair> asked_;       // in order
  std::vector<Pair> under_way_;
  std::uint64_t questions_ = 0;
};

}  // namespace simgrad
