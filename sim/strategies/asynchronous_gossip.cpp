#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/gossip_pairs.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/mini_batches.hpp"
#include "sim/strategies/step_rows.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/topologies/topology.hpp"

/// Asynchronous decentralized parallel SGD: each worker has a model of its own, and when it has a
/// gradient, it averages with one neighbour.
///
/// A worker's step:
///   g ← gradient of a mini-batch at x_i;   x_i, x_j ← (x_i + x_j) / 2;   x_i ← x_i − γ g
/// j is a neighbour drawn anew for each step, of those that are live and within reach. In the
/// meantime others may have averaged with x_i: g is that of the older model. Any optimizer may take
/// the last step, with the worker's own state.
///
/// How averagings wait for each other: see gossip_pairs.hpp.
///
/// Staleness of an update: the updates of all workers between the read of the model that its
/// gradient was computed at and its application, τ of the paper. Each is a row "staleness" of table
/// `metric`. A round, for evaluations, goals and progress, is as many updates as there are workers,
/// whoever makes them; evaluated is the mean of the live workers' models.
///
/// Failures. The server's host only keeps the books, as in gossip.cpp. An averaging with a lost
/// worker ends when its loss is known, one whose transfer is given up at once: it is left out at
/// both ends. A worker that can reach nobody steps alone. Who comes back takes a neighbour's model,
/// as gossip_peers.hpp says.
namespace simgrad {
namespace {

struct AsynchronousGossipOptions {
  std::int64_t rounds = 0;
  std::int64_t batch_size = 0;
  UpdateRule optimizer;
  LinkPolicy links;
};

class AsynchronousGossip {
 public:
  AsynchronousGossip(Training& training, const AsynchronousGossipOptions& options, Graph graph)
      : training_(training),
        options_(options),
        peers_(training, std::move(graph), options_.links, slots(options_.optimizer)),
        pairs_(training, peers_, options_.links),
        rows_(training),
        steps_(training.workers().size()) {}

  /// The server's actor.
  void serve() {
    if (std::exchange(is_new_, false)) {
      is_over_ = !training_.begin_round(1);
    }
    peers_.hear_of_losses([this](Node& worker, std::int64_t life) {
      lose(worker, life);
    });
  }

  /// A worker's actor.
  void work(Node& node) {
    if (node.incarnation() > 0) {
      lose(node, node.incarnation() - 1);
      peers_.come_back(node);
      peers_.go_live(node);
    }
    while (!is_over_) {
      step(node);
    }
  }

 private:
  // --- from a worker's actor ---

  void step(Node& node) {
    std::int64_t& done = steps_.at(node.index() - 1);
    const std::int64_t t = done + 1;
    const std::int64_t read_at = updates_;
    const Value gradient =
        node.compute(training_.learner(node).gradient(peers_.state(node), t, options_.batch_size));
    pairs_.average(node, drawn_neighbour(node, t));
    OptimizerStep update{options_.optimizer, t, peers_.state(node), gradient};
    const double update_flop = training_.update_flop(update);
    peers_.state(node) = node.compute({std::move(update), update_flop});
    ++done;
    end_step(node, gradient, updates_ - read_at);
    if (!is_over_) {
      pairs_.release(node);
    }
  }

  /// The worker itself if it can talk to nobody.
  Node& drawn_neighbour(Node& node, std::int64_t step) {
    std::vector<Node*> within_reach;
    for (const std::size_t rank : peers_.graph().neighbours(node.index() - 1)) {
      if (peers_.can_talk(node, peers_.node(rank))) {
        within_reach.push_back(&peers_.node(rank));
      }
    }
    if (within_reach.empty()) {
      return node;
    }
    Stream stream(training_.seed(), Purpose::kNeighbour, node.index(),
                  static_cast<std::uint64_t>(step));
    return *within_reach[stream.below(within_reach.size())];
  }

  // --- who takes part ---

  void lose(Node& node, std::int64_t life) {
    const bool was_live = peers_.is_live(node);
    if (!peers_.lose(node, life)) {
      return;
    }
    lost_steps_ += was_live ? 1 : 0;
    pairs_.close(node);
    peers_.wake_all(node);
  }

  // --- rounds ---

  void end_step(Node& node, const Value& gradient, std::int64_t staleness) {
    training_.metric("staleness", static_cast<double>(staleness));
    staleness_sum_ += staleness;
    rows_.end_step(node, batch_samples(training_, node, options_.batch_size), gradient);
    ++updates_;
    const auto a_round = static_cast<std::int64_t>(steps_.size());
    if (!is_over_ && updates_ % a_round == 0) {
      end_round(updates_ / a_round, node);
    }
  }

  void end_round(std::int64_t number, const Node& last) {
    RoundReport round;
    round.round = number;
    round.begin_s = round_begin_s_;
    round.completed = static_cast<std::int64_t>(steps_.size());
    round.failed = std::exchange(lost_steps_, 0);
    round.selected = round.completed + round.failed;
    round.mean_staleness = static_cast<double>(std::exchange(staleness_sum_, 0)) /
                           static_cast<double>(round.completed);
    round.critical_node = last.name();
    training_.end_round(round, mean());
    rows_.end_round(number);
    round_begin_s_ = now();
    is_over_ = !training_.begin_round_after(number, options_.rounds);
  }

  Value mean() {
    std::vector<Value> states;
    for (const Node* node : training_.workers()) {
      if (peers_.is_live(*node)) {
        states.push_back(peers_.state(*node));
      }
    }
    return peers_.mean(states);
  }

  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  AsynchronousGossipOptions options_;
  Peers peers_;
  Pairs pairs_;
  StepRows rows_;
  std::vector<std::int64_t> steps_;  // done, by rank
  std::int64_t updates_ = 0;
  std::int64_t staleness_sum_ = 0;  // of this round
  std::int64_t lost_steps_ = 0;
  double round_begin_s_ = 0.0;
  bool is_new_ = true;  // no round has begun
  bool is_over_ = false;
};

void launch(Training& training, const Arguments& arguments) {
  const AsynchronousGossipOptions options{arguments.integer("rounds"),
                                          arguments.integer("batch_size"), optimizer_of(arguments),
                                          link_policy(arguments, training.seed())};
  auto gossip = std::make_shared<AsynchronousGossip>(
      training, options, topology_of(arguments, training.workers().size(), training.seed()));
  launch_group(training, options.links, gossip);
}

}  // namespace

extern const StrategyInfo asynchronous_gossip_info;
const StrategyInfo asynchronous_gossip_info{
    {"strategy", "asynchronous_gossip",
     "Each worker averages with one random neighbour whenever it has a gradient: AD-PSGD",
     "Lian et al. 2018 (arXiv:1710.06952), Algorithm 1",
     with_link_policy(
         {rounds_parameter("each as many updates as there are workers, whoever makes them"),
          batch_size_parameter(), optimizer_parameter("of each worker, with a state of its own"),
          topology_parameter()})},
    launch,
    {"an averaging with it ends when the loss is known; repaired, it takes a neighbour's model",
     kBookkeeperLost, "the averaging is left out at both ends; who can reach nobody steps alone",
     "only who has drawn it waits for it",
     "each averaging with it takes them in, and spreads them"},
    true};

}  // namespace simgrad
