#include <map>

#include "kernels/aggregation/aggregation.hpp"
#include "kernels/optimizers/optimizer.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/training.hpp"

/// Synchronous data-parallel SGD with a parameter server.
///
/// Each round the server sends the parameters to every worker (a pull), each worker computes the
/// gradient of a mini-batch and sends it back (a push), and the server steps with their mean,
/// weighted by batch sizes: one step of SGD on the union of the batches.
///
/// Failures. A worker's crash loses its gradient; after the detection delay the round goes on
/// without it. Repaired, the worker asks to join and takes part from the next round. A transfer
/// whose link is down is tried again; when it is given up, the round goes on without that worker.
/// The server's crash fails the run.
namespace simgrad {
namespace {

struct Options {
  std::int64_t rounds = 0;
  std::int64_t batch_size = 0;
  UpdateRule optimizer;
  std::shared_ptr<const AggregationRule> aggregation;
  LinkPolicy links;
};

struct Parameters {
  Value state;
  std::int64_t round = 0;
};
struct WorkerGradient {
  Value gradient;
  std::int64_t round = 0;
  std::int64_t samples = 0;
};
struct GaveUp {
  std::int64_t round = 0;
};

void worker(Node& node, Training& training, const Options& options) {
  Node& server = training.server();
  Learner& learner = training.learner(node);
  if (node.incarnation() > 0) {
    join(node, server, options.links);
  }
  while (auto parameters = node.receive<Parameters>()) {
    const std::int64_t round = parameters->round;
    const Value gradient =
        node.compute(learner.gradient(parameters->state, round, options.batch_size));
    const std::int64_t samples = std::min(options.batch_size, learner.samples());
    const auto sent = node.send(server, WorkerGradient{gradient, round, samples},
                                training.parameter_bytes(), options.links.retry);
    if (!sent) {
      server.notify(node, GaveUp{round});
    }
  }
}

class Server {
 public:
  Server(Training& training, Options options)
      : training_(training), node_(training.server()), options_(std::move(options)) {}

  void serve() {
    Value state = training_.begin(slots(options_.optimizer));
    membership_.found(training_.workers());
    for (round_ = 1; round_ <= options_.rounds; ++round_) {
      if (!training_.begin_round(round_)) {
        return;
      }
      state = step(state);
    }
    training_.end();
  }

 private:
  /// One round: pull, compute, push, update.
  Value step(Value state) {
    RoundReport report;
    report.round = round_;
    report.begin_s = training_.engine().now();
    gradients_.clear();
    critical_node_.clear();
    while (membership_.members().empty()) {
      take(node_.receive());
    }
    awaited_ = membership_.members();
    report.selected = static_cast<std::int64_t>(awaited_.size());
    for (const std::size_t index : membership_.members()) {
      send_parameters(*training_.workers()[index - 1], state);
    }
    while (!awaited_.empty()) {
      take(node_.receive());
    }
    if (!gradients_.empty()) {
      state = update(state);
    }
    membership_.admit();
    report.completed = static_cast<std::int64_t>(gradients_.size());
    report.failed = report.selected - report.completed;
    report.critical_node = critical_node_;
    training_.end_round(report, state);
    report_nodes(report);
    return state;
  }

  void send_parameters(Node& worker, const Value& state) {
    node_.send_async(worker, Parameters{state, round_}, training_.parameter_bytes(),
                     options_.links.retry,
                     [this, &worker, round = round_](const Outcome<Sent>& sent) {
                       if (!sent && sent.failure().kind == FailureKind::kLinkDown) {
                         node_.notify(worker, GaveUp{round});
                       }
                     });
  }

  void take(Outcome<Message> message) {
    const std::size_t from = message->from->index();
    if (const auto* gradient = message->as<WorkerGradient>()) {
      if (gradient->round == round_ && awaited_.erase(from) > 0) {
        gradients_.emplace(from, *gradient);
        critical_node_ = message->from->name();
      }
    } else if (const auto* lost = message->as<PeerLost>()) {
      if (membership_.lose(from, lost->incarnation)) {
        awaited_.erase(from);
      }
    } else if (const auto* given_up = message->as<GaveUp>()) {
      if (given_up->round == round_) {
        awaited_.erase(from);
      }
    } else if (message->as<Join>() != nullptr) {
      awaited_.erase(from);  // what its earlier life was asked for will not come
      membership_.join(from, message->incarnation);
      if (membership_.members().empty()) {
        membership_.admit();
      }
    }
  }

  /// w ← optimizer(w, Σ_k b_k g_k / Σ_k b_k), in the order of workers; costs the server's time.
  Value update(const Value& state) {
    Aggregation mean{options_.aggregation, {}, {}};
    for (const auto& [from, gradient] : gradients_) {
      mean.updates.push_back(gradient.gradient);
      mean.weights.push_back(static_cast<double>(gradient.samples));
    }
    const double mean_flop = flop(mean);
    const Value gradient = node_.compute({std::move(mean), mean_flop});
    OptimizerStep step{options_.optimizer, ++steps_, state, gradient};
    const double step_flop = flop(step);
    return node_.compute({std::move(step), step_flop});
  }

  void report_nodes(const RoundReport& round) {
    for (Node* worker : training_.workers()) {
      const auto found = gradients_.find(worker->index());
      NodeReport report{worker,   round.round, round.begin_s, training_.engine().now(), 0,
                        "failed", {}};
      if (found != gradients_.end()) {
        report.outcome = "completed";
        report.samples = found->second.samples;
        report.updates = {found->second.gradient};
      }
      training_.node_report(report);
    }
  }

  Training& training_;
  Node& node_;
  Options options_;
  std::int64_t round_ = 0;
  std::int64_t steps_ = 0;
  Membership membership_;          // who joins is admitted when the round has ended
  std::set<std::size_t> awaited_;  // whose gradient of this round is to come, by Node::index
  std::map<std::size_t, WorkerGradient> gradients_;
  std::string critical_node_;
};

void launch(Training& training, const Arguments& arguments) {
  const Chosen& optimizer = arguments.chosen("optimizer");
  const Chosen& aggregation = arguments.chosen("aggregation");
  const Options options{arguments.integer("rounds"), arguments.integer("batch_size"),
                        optimizer.as<OptimizerInfo>().make(*optimizer.arguments),
                        aggregation.as<AggregationInfo>().make(*aggregation.arguments),
                        link_policy(arguments)};
  launch_server(training, options.links, std::make_shared<Server>(training, options));
  for (Node* node : training.workers()) {
    node->run_always([node, &training, options] {
      worker(*node, training, options);
    });
  }
}

}  // namespace

extern const StrategyInfo synchronous_parameter_server_info;
const StrategyInfo synchronous_parameter_server_info{
    {"strategy", "synchronous_parameter_server",
     "Workers pull parameters and push gradients; the server steps with the mean of all",
     "Li et al. 2014 (OSDI), synchronous; Chen et al. 2016 (arXiv:1604.00981), no backup",
     with_link_policy({{.name = "rounds",
                        .type = Type::kInteger,
                        .summary = "steps of the server",
                        .range = {1, 1e9}},
                       {.name = "batch_size",
                        .type = Type::kInteger,
                        .summary = "samples of each worker's mini-batch",
                        .default_text = "32",
                        .range = {1, 1e9}},
                       {.name = "optimizer",
                        .type = Type::kComponent,
                        .summary = "of the server",
                        .default_text = "\"sgd\"",
                        .family = "optimizer"},
                       {.name = "aggregation",
                        .type = Type::kComponent,
                        .summary = "how gradients become one",
                        .default_text = "\"weighted_mean\"",
                        .family = "aggregation"}})},
    launch};

}  // namespace simgrad
