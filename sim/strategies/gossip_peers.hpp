#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "sim/strategies/link_policy.hpp"
#include "sim/strategies/topologies/graph.hpp"
#include "sim/strategies/training.hpp"

/// Who takes part in a gossip, and with which model: what its synchronous and its asynchronous kind
/// have in common.
namespace simgrad {

/// FaultResponses::server_lost of a gossip.
inline constexpr std::string_view kBookkeeperLost =
    "it keeps the books: the workers train on; nobody hears of who is lost until a standby takes "
    "over or it is repaired";

/// Something that a worker may wait for has changed.
struct Wake {};

/// The workers of a training as vertices of a graph: worker i of Training::workers() is vertex i.
///
/// A worker is *live* while it has a model; when it crashes, until its loss is known. Who comes
/// back takes a copy of the training state of its first neighbour, by rank, that is live and can
/// reach it, and waits as long as there is none. When no worker at all is live, it begins anew with
/// the initial parameters, which the seed gives to everybody.
///
/// Asking and being told cost no simulated time; a copy weighs what it holds.
class Peers {
 public:
  /// @param slots  of the optimizer in the training state
  Peers(Training& training, Graph graph, const LinkPolicy& links, std::size_t slots);

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] Node& node(std::size_t rank) const { return *training_.workers().at(rank); }
  [[nodiscard]] bool is_live(const Node& worker) const { return peer(worker).is_live; }
  [[nodiscard]] bool nobody_is_live() const;
  [[nodiscard]] Value& state(const Node& worker) { return peer(worker).state; }
  /// A worker's training state, its front the parameters as they arrive where they are sent.
  [[nodiscard]] Value model_to_send(const Node& worker) const;
  /// Whether two workers are live and up, and every link is between them, both ways.
  [[nodiscard]] bool can_talk(const Node& a, const Node& b) const;

  /// A worker's life has ended. False: that was known, or it has come back since.
  bool lose(const Node& worker, std::int64_t life);
  /// From the worker's actor: it gets a state. Others take it for live from go_live() on.
  void come_back(Node& worker);
  void go_live(Node& worker);
  /// Tells everybody who waits to look again.
  void wake_all(Node& from);

  /// Runs on the server, which learns of lost workers: calls `lose` for each. Does not return.
  void hear_of_losses(const std::function<void(Node& worker, std::int64_t life)>& lose);

  /// A training state with other parameters at its front.
  [[nodiscard]] Value with_parameters(const Value& state, const Value& parameters) const;
  /// The mean of models: 1/K Σ_k x_k, x_k the front of training state k.
  [[nodiscard]] Value mean(const std::vector<Value>& states) const;

 private:
  struct Peer {
    bool is_live = false;
    std::int64_t life = 0;
    Value state;
    const Node* asked = nullptr;    // for a copy that has not come yet
    std::set<std::size_t> watched;  // neighbours that it waits for
  };

  [[nodiscard]] Peer& peer(const Node& worker) { return peers_.at(worker.index() - 1); }
  [[nodiscard]] const Peer& peer(const Node& worker) const { return peers_.at(worker.index() - 1); }
  [[nodiscard]] Node* first_live_neighbour(const Node& worker) const;
  void take_copy(Node& worker, Node& holder);
  void wait_for_neighbours(Node& worker);

  Training& training_;
  Graph graph_;
  LinkPolicy links_;
  double copy_bytes_;
  Value initial_;
  std::vector<Peer> peers_;
};

}  // namespace simgrad
