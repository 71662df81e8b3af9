#include "kernels/optimizers/optimizer.hpp"
#include "sim/strategies/gossip_pairs.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/mini_batches.hpp"
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
  AsynchronousGossip(Training& training, AsynchronousGossipOptions options, Graph graph)
      : training_(training),
        options_(std::move(options)),
        peers_(training, std::move(graph), options_.links, slots(options_.optimizer)),
        pairs_(training, peers_, options_.links),
        workers_(training.workers().size()) {}

  /// The server's actor.
  void serve() {
    is_over_ = !training_.begin_round(1);
    while (true) {
      const auto message = training_.server().receive();
      if (const auto* lost = message->as<PeerLost>()) {
        lose(*message->from, lost->incarnation);
      }
    }
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
  struct Worker {
    std::int64_t steps = 0;
    double reported_s = 0.0;   // where its next row begins
    double step_end_s = 0.0;   // when its last update was made
    std::int64_t samples = 0;  // of this round
    Value gradient;            // the last of this round
  };

  // --- from a worker's actor ---

  void step(Node& node) {
    Worker& own = worker(node);
    const std::int64_t read_at = updates_;
    const Value gradient = node.compute(
        training_.learner(node).gradient(peers_.state(node), own.steps + 1, options_.batch_size));
    pairs_.average(node, drawn_neighbour(node, own.steps + 1));
    OptimizerStep update{options_.optimizer, own.steps + 1, peers_.state(node), gradient};
    const double update_flop = training_.update_flop(update);
    peers_.state(node) = node.compute({std::move(update), update_flop});
    ++own.steps;
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
    Worker& own = worker(node);
    training_.metric("staleness", static_cast<double>(staleness));
    staleness_sum_ += staleness;
    own.samples += batch_samples(training_, node, options_.batch_size);
    own.gradient = gradient;
    own.step_end_s = now();
    training_.node_step_ends(node);
    ++updates_;
    const auto a_round = static_cast<std::int64_t>(workers_.size());
    if (!is_over_ && updates_ % a_round == 0) {
      end_round(updates_ / a_round, node);
    }
  }

  void end_round(std::int64_t number, const Node& last) {
    RoundReport round;
    round.round = number;
    round.begin_s = round_begin_s_;
    round.completed = static_cast<std::int64_t>(workers_.size());
    round.failed = std::exchange(lost_steps_, 0);
    round.selected = round.completed + round.failed;
    round.mean_staleness = static_cast<double>(std::exchange(staleness_sum_, 0)) /
                           static_cast<double>(round.completed);
    round.critical_node = last.name();
    training_.end_round(round, mean());
    report_nodes(number);
    round_begin_s_ = now();
    if (number == options_.rounds) {
      is_over_ = true;
      training_.end();
    } else {
      is_over_ = !training_.begin_round(number + 1);
    }
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

  /// Who has ended a step in this round, and who is down.
  void report_nodes(std::int64_t round) {
    for (Node* node : training_.workers()) {
      Worker& own = worker(*node);
      NodeReport report{node,        round,       own.reported_s, own.step_end_s,
                        own.samples, "completed", {own.gradient}};
      if (!own.gradient) {
        if (node->is_up()) {
          continue;  // its step, or its way back, goes on
        }
        training_.node_step_ends(*node);
        report.end_s = now();
        report.outcome = "failed";
        report.updates.clear();
      }
      training_.node_report(report);
      own.reported_s = report.end_s;
      own.samples = 0;
      own.gradient = {};
    }
  }

  [[nodiscard]] Worker& worker(const Node& node) { return workers_.at(node.index() - 1); }
  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  AsynchronousGossipOptions options_;
  Peers peers_;
  Pairs pairs_;
  std::vector<Worker> workers_;  // by rank
  std::int64_t updates_ = 0;
  std::int64_t staleness_sum_ = 0;  // of this round
  std::int64_t lost_steps_ = 0;
  double round_begin_s_ = 0.0;
  bool is_over_ = false;
};

void launch(Training& training, const Arguments& arguments) {
  const Chosen& optimizer = arguments.chosen("optimizer");
  const AsynchronousGossipOptions options{
      arguments.integer("rounds"), arguments.integer("batch_size"),
      optimizer.as<OptimizerInfo>().make(*optimizer.arguments), link_policy(arguments)};
  auto gossip = std::make_shared<AsynchronousGossip>(
      training, options, topology_of(arguments, training.workers().size(), training.seed()));
  launch_server(training, options.links, gossip);
  for (Node* node : training.workers()) {
    node->run_always([node, gossip] {
      gossip->work(*node);
    });
  }
}

}  // namespace

extern const StrategyInfo asynchronous_gossip_info;
const StrategyInfo asynchronous_gossip_info{
    {"strategy", "asynchronous_gossip",
     "Each worker averages with one random neighbour whenever it has a gradient: AD-PSGD",
     "Lian et al. 2018 (arXiv:1710.06952), Algorithm 1",
     with_link_policy({{.name = "rounds",
                        .type = Type::kInteger,
                        .summary = "each as many updates as there are workers, whoever makes them",
                        .range = {1, 1e9}},
                       {.name = "batch_size",
                        .type = Type::kInteger,
                        .summary = "samples of each worker's mini-batch",
                        .default_text = "32",
                        .range = {1, 1e9}},
                       {.name = "optimizer",
                        .type = Type::kComponent,
                        .summary = "of each worker, with a state of its own",
                        .default_text = "\"sgd\"",
                        .family = "optimizer"},
                       topology_parameter()})},
    launch,
    true};

}  // namespace simgrad
