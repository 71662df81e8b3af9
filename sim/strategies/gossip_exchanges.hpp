#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "kernels/work.hpp"
#include "sim/strategies/gossip_peers.hpp"
#include "sim/strategies/topologies/mixing.hpp"

/// What neighbours exchange in each iteration of a gossip.
namespace simgrad {

/// Each edge of the graph carries both ends' models once an iteration. An exchange counts for both
/// ends or for neither: what the edge's weight would have brought then stays with each, so that the
/// matrix of the iteration is symmetric and doubly stochastic still.
///
/// Left out are exchanges with a lost worker, from when its loss is known, and one of whose two
/// transfers was given up because of its links. After that the edge is closed; it is open again
/// from the next iteration that neither end has begun, once both are live and can reach each other.
class Exchanges {
 public:
  Exchanges(Training& training, Peers& peers, const MixingMatrix& mixing, const LinkPolicy& links);

  /// From a worker's actor, for iteration t: sends `model` to its neighbours and waits until every
  /// exchange of the iteration is there or left out.
  ///
  /// @param own  what takes part in the worker's own mean, P floats at the front
  /// Returns: Σ_j W_ij x_j, not submitted yet.
  LinearCombination exchange(Node& worker, std::int64_t t, const Value& own, const Value& model);

  /// A worker is lost, or comes back: nobody waits for it. Who waits has to be told to look again.
  void close(const Node& worker);
  /// The last iteration that a worker has begun, or left to others; open edges will not reach back.
  void skip_to(const Node& worker, std::int64_t t) { begun_.at(worker.index() - 1) = t; }
  [[nodiscard]] std::int64_t begun(std::size_t rank) const { return begun_.at(rank); }

 private:
  struct Exchange {
    std::array<Value, 2> models;  // by side
    std::array<bool, 2> delivered{};
    std::array<bool, 2> taken{};

    [[nodiscard]] bool is_settled() const { return delivered[0] && delivered[1]; }
  };
  struct Edge {
    std::array<Node*, 2> ends{};
    double weight = 0.0;
    bool is_open = true;
    std::int64_t first = 1;                      // iteration that it may be used in
    std::map<std::int64_t, Exchange> by_step{};  // iterations; not those that were left out
  };
  /// An edge as one of its ends sees it.
  struct Side {
    Edge* edge = nullptr;
    std::size_t mine = 0;

    [[nodiscard]] Node& other() const { return *edge->ends.at(1 - mine); }
  };

  [[nodiscard]] std::vector<Side>& sides(const Node& worker) {
    return sides_.at(worker.index() - 1);
  }
  void open(const Side& side) const;
  void send(const Side& side, std::int64_t t);
  void end_transfer(const Side& side, std::int64_t t, const Outcome<Sent>& sent);
  bool is_settled(const Node& worker, std::int64_t t);
  LinearCombination mix(const Node& worker, std::int64_t t, const Value& own);

  Training& training_;
  Peers& peers_;
  RetryPolicy retry_;
  std::vector<Edge> edges_;
  std::vector<std::vector<Side>> sides_;  // by rank, neighbours in ascending order
  std::vector<std::int64_t> begun_;       // by rank
};

}  // namespace simgrad
