#include <algorithm>
#include <map>
#include <set>

#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/gossip_exchanges.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/mini_batches.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/topologies/topology.hpp"

/// Decentralized parallel SGD: each worker has a model of its own, which it averages with its
/// neighbours'. No parameters pass through a server.
///
/// In iteration k worker i computes the gradient g of a mini-batch at its model x_{k,i} and, at the
/// same time, exchanges models with its neighbours:
///   x_{k+1,i} = Σ_j W_ij x_{k,j} − γ g(x_{k,i})                     order = "mix_then_step"
/// An iteration takes the longer of gradient and exchange, then the update. Or it exchanges after
/// the step, as many others do:
///   x_{k+1,i} = Σ_j W_ij (x_{k,j} − γ g(x_{k,j}))                   order = "step_then_mix"
/// which on the complete graph is all-reduce SGD: gradient, update, exchange, mean.
/// Optimizers with a state step from the mixed (own) parameters with the worker's own state.
/// W: see topologies/mixing.hpp. With either order the mean of all models moves by the mean step.
///
/// Workers are in step with their neighbours alone. A round has ended when every live worker has
/// made the iteration of its number; evaluated is the mean of their models after it.
///
/// Failures. The server's host only keeps the books: it learns of a lost worker after the detection
/// delay and tells the neighbours, who go on without it (gossip_exchanges.hpp); the mean of the
/// models is then that of those who are left. Who comes back takes a neighbour's model
/// (gossip_peers.hpp) and goes on with the next iteration that none of its neighbours has begun.
/// What is told costs no simulated time. While the server's host is off nobody hears of who is
/// lost: that waits until it is repaired, or a standby takes over.
namespace simgrad {
namespace {

struct GossipOptions {
  std::int64_t rounds = 0;
  std::int64_t batch_size = 0;
  UpdateRule optimizer;
  bool mixes_first = true;
  LinkPolicy links;
};

class Gossip {
 public:
  Gossip(Training& training, const GossipOptions& options, const Graph& graph)
      : training_(training),
        options_(options),
        peers_(training, graph, options_.links, slots(options_.optimizer)),
        exchanges_(training, peers_, MixingMatrix(graph), options_.links),
        workers_(graph.size()),
        mean_(peers_.state(*training.workers().front())) {}

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
      come_back(node);
    }
    while (!is_over_ && worker(node).completed < options_.rounds) {
      iterate(node, worker(node).completed + 1);
    }
    while (!is_over_) {
      (void)node.receive();
    }
  }

 private:
  struct Worker {
    std::int64_t completed = 0;            // iterations
    std::map<std::int64_t, Value> states;  // after iterations whose rounds have not ended
    std::set<std::int64_t> reported;       // rounds that have not ended, but it has a row of them
    double reported_s = 0.0;               // where its next row begins
  };

  // --- from a worker's actor ---

  void iterate(Node& node, std::int64_t t) {
    const Value state = peers_.state(node);
    Computing gradient =
        node.compute_async(training_.learner(node).gradient(state, t, options_.batch_size), {1.0});
    if (options_.mixes_first) {
      const LinearCombination mixed = exchange(node, t);
      gradient.wait(0);
      peers_.state(node) = step(node, t, mix(node, mixed), gradient.value());
    } else {
      gradient.wait(0);
      peers_.state(node) = step(node, t, state, gradient.value());
      peers_.state(node) = mix(node, exchange(node, t));
    }
    end_iteration(node, t, gradient.value());
  }

  LinearCombination exchange(Node& node, std::int64_t t) {
    return exchanges_.exchange(node, t, peers_.state(node), peers_.model_to_send(node));
  }

  /// Σ_j W_ij x_j in place of the worker's parameters.
  Value mix(Node& node, const LinearCombination& mixed) {
    const Value& state = peers_.state(node);
    if (mixed.terms.size() == 1) {
      return state;
    }
    Value mean = peers_.with_parameters(state, training_.device().submit(mixed));
    node.spend(training_.update_flop(mixed));
    return mean;
  }

  Value step(Node& node, std::int64_t t, const Value& state, const Value& gradient) {
    OptimizerStep update{options_.optimizer, t, state, gradient};
    const double update_flop = training_.update_flop(update);
    return node.compute({std::move(update), update_flop});
  }

  void end_iteration(Node& node, std::int64_t t, const Value& gradient) {
    Worker& own = worker(node);
    own.completed = t;
    own.states[t] = peers_.state(node);
    report(node, t, batch_samples(training_, node, options_.batch_size), "completed", {gradient});
    last_to_end_ = node.name();
    end_rounds();
  }

  void come_back(Node& node) {
    peers_.come_back(node);
    std::int64_t begun = ended_;
    for (const std::size_t rank : peers_.graph().neighbours(node.index() - 1)) {
      begun = std::max(begun, peers_.is_live(peers_.node(rank)) ? exchanges_.begun(rank) : 0);
    }
    worker(node).completed = begun;
    exchanges_.skip_to(node, begun);
    peers_.go_live(node);
    end_rounds();
  }

  // --- who takes part ---

  void lose(Node& node, std::int64_t life) {
    const bool was_live = peers_.is_live(node);
    if (!peers_.lose(node, life)) {
      return;
    }
    exchanges_.close(node);
    Worker& lost = worker(node);
    lost.states.clear();
    lost_workers_ += was_live ? 1 : 0;
    end_rounds();
    peers_.wake_all(node);
  }

  // --- rounds ---

  /// Ends the rounds whose iteration every live worker has made.
  void end_rounds() {
    std::int64_t completed = options_.rounds;
    for (const Node* node : training_.workers()) {
      if (peers_.is_live(*node)) {
        completed = std::min(completed, worker(*node).completed);
      }
    }
    while (!is_over_ && !peers_.nobody_is_live() && ended_ < completed) {
      end_round(++ended_);
    }
  }

  void end_round(std::int64_t number) {
    const std::vector<Value> states = states_after(number);
    if (!states.empty()) {
      mean_ = peers_.mean(states);
    }
    RoundReport round;
    round.round = number;
    round.begin_s = round_begin_s_;
    round.completed = static_cast<std::int64_t>(states.size());
    round.failed = std::exchange(lost_workers_, 0);
    round.selected = round.completed + round.failed;
    round.critical_node = last_to_end_;
    training_.end_round(round, mean_);
    for (Node* node : training_.workers()) {
      report(*node, number, 0, "failed", {});
      worker(*node).reported.erase(number);
    }
    round_begin_s_ = now();
    is_over_ = !training_.begin_round_after(number, options_.rounds);
  }

  /// By rank.
  std::vector<Value> states_after(std::int64_t number) {
    std::vector<Value> states;
    for (Worker& each : workers_) {
      if (const auto found = each.states.find(number); found != each.states.end()) {
        states.push_back(found->second);
        each.states.erase(found);
      }
    }
    return states;
  }

  /// Unless there is a row: of an earlier life, which had got further.
  void report(Node& node, std::int64_t round, std::int64_t samples, const char* outcome,
              std::vector<Value> gradients) {
    Worker& own = worker(node);
    if (!own.reported.insert(round).second) {
      return;
    }
    training_.node_report(
        {&node, round, own.reported_s, now(), samples, outcome, std::move(gradients)});
    own.reported_s = now();
  }

  [[nodiscard]] Worker& worker(const Node& node) { return workers_.at(node.index() - 1); }
  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  GossipOptions options_;
  Peers peers_;
  Exchanges exchanges_;
  std::vector<Worker> workers_;  // by rank
  std::int64_t ended_ = 0;       // rounds
  std::int64_t lost_workers_ = 0;
  double round_begin_s_ = 0.0;
  std::string last_to_end_;
  Value mean_;
  bool is_new_ = true;  // no round has begun
  bool is_over_ = false;
};

void launch(Training& training, const Arguments& arguments) {
  const GossipOptions options{arguments.integer("rounds"), arguments.integer("batch_size"),
                              optimizer_of(arguments), arguments.text("order") == "mix_then_step",
                              link_policy(arguments, training.seed())};
  auto gossip = std::make_shared<Gossip>(
      training, options, topology_of(arguments, training.workers().size(), training.seed()));
  launch_group(training, options.links, gossip);
}

}  // namespace

extern const StrategyInfo gossip_info;
const StrategyInfo gossip_info{
    {"strategy", "gossip",
     "Workers step with their own gradients and average models with their neighbours: D-PSGD",
     "Lian et al. 2017 (arXiv:1705.09056), Algorithm 1",
     with_link_policy({rounds_parameter("iterations of each worker"),
                       batch_size_parameter(),
                       optimizer_parameter("of each worker, with a state of its own"),
                       topology_parameter(),
                       {.name = "order",
                        .type = Type::kText,
                        .summary = "mix_then_step: models are exchanged while gradients are "
                                   "computed; step_then_mix: afterwards",
                        .default_text = "\"mix_then_step\"",
                        .choices = {"mix_then_step", "step_then_mix"}}})},
    launch,
    {"after the detection delay its neighbours go on without it; repaired, it takes a neighbour's "
     "model",
     kBookkeeperLost,
     "transfers are tried again; given up, both sides leave that exchange out of their means",
     "its neighbours wait for it, and theirs in turn for them",
     "its neighbours' means take them in, which spreads them an edge an iteration"},
    true};

}  // namespace simgrad
