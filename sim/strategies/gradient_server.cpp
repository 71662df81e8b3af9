#include "sim/strategies/gradient_server.hpp"

#include <algorithm>

#include "sim/strategies/membership.hpp"

namespace simgrad {
namespace {

struct Parameters {
  Value state;
  std::int64_t version = 0;  // the server's steps so far
  std::int64_t step = 0;     // the worker's own, from 1: chooses its batch
  std::int64_t life = 0;     // of the worker that they are for
};
struct WorkerGradient {
  Value gradient;
  std::int64_t version = 0;  // of the parameters
  std::int64_t samples = 0;
};
/// A transfer to or from this life of a worker was given up.
struct GaveUp {
  std::int64_t life = 0;
};

/// One message's work. False: the connection is lost.
bool work(Node& node, Training& training, const GradientServerOptions& options) {
  const auto message = node.receive();
  if (const auto* given_up = message->as<GaveUp>()) {
    return given_up->life != node.incarnation();
  }
  const Parameters& parameters = *message->as<Parameters>();
  if (parameters.life != node.incarnation()) {
    return true;  // an earlier life asked for them
  }
  Learner& learner = training.learner(node);
  const Value gradient =
      node.compute(learner.gradient(parameters.state, parameters.step, options.batch_size));
  const std::int64_t samples = std::min(options.batch_size, learner.samples());
  Node& server = training.server();
  const auto sent = node.send(server, WorkerGradient{gradient, parameters.version, samples},
                              training.parameter_bytes(), options.links.retry);
  if (!sent) {
    server.notify(node, GaveUp{node.incarnation()});
  }
  return static_cast<bool>(sent);
}

void worker(Node& node, Training& training, const GradientServerOptions& options) {
  bool is_member = node.incarnation() == 0;
  while (true) {
    if (!is_member) {
      join(node, training.server(), options.links);
    }
    is_member = work(node, training, options);
  }
}

/// Zhang et al. 2016: a gradient's learning rate is divided by its staleness, if that is not 0.
///
/// Exact for every optimizer: the rule's own learning rate changes, and a rule travels with each
/// step.
UpdateRule aware_of(UpdateRule rule, std::int64_t staleness) {
  std::visit(
      [&](auto& kind) {
        kind.learning_rate /= static_cast<float>(std::max<std::int64_t>(1, staleness));
      },
      rule);
  return rule;
}

class GradientServer {
 public:
  GradientServer(Training& training, const GradientServerOptions& options)
      : training_(training),
        node_(training.server()),
        options_(options),
        parts_(1 + training.workers().size()) {}

  void serve() {
    state_ = training_.begin(slots(options_.optimizer));
    membership_.found(training_.workers());
    for (std::int64_t round = 1; round <= options_.rounds; ++round) {
      if (!training_.begin_round(round)) {
        return;
      }
      serve_round(round);
    }
    training_.end();
  }

 private:
  /// A worker's part in the training.
  struct Part {
    bool at_work = false;
    std::int64_t clock = 0;    // steps done; a later life begins at the slowest member's
    std::int64_t pulls = 0;    // steps begun
    double reported_s = 0.0;   // where its next row begins
    double step_end_s = 0.0;   // when its last gradient was applied
    std::int64_t samples = 0;  // of this round
    Value gradient;            // the last of this round
  };

  void serve_round(std::int64_t number) {
    RoundReport report;
    report.round = number;
    report.begin_s = now();
    report.completed = static_cast<std::int64_t>(training_.workers().size());
    staleness_sum_ = 0;
    lost_steps_ = 0;
    const std::int64_t last_step = steps_ + report.completed;
    while (steps_ < last_step) {
      begin_steps();
      const auto message = node_.receive();
      take(*message);
      report.critical_node = message->from->name();
    }
    report.failed = lost_steps_;
    report.selected = report.completed + report.failed;
    report.mean_staleness =
        static_cast<double>(staleness_sum_) / static_cast<double>(report.completed);
    training_.end_round(report, state_);
    report_nodes(number);
  }

  /// Sends parameters to every member that is idle and not too far ahead.
  void begin_steps() {
    const std::int64_t slowest = slowest_clock();
    for (const std::size_t index : membership_.members()) {
      Part& part = parts_[index];
      if (!part.at_work && part.clock - slowest <= options_.staleness_bound) {
        part.at_work = true;
        ++part.pulls;
        send_parameters(*training_.workers()[index - 1], part.pulls);
      }
    }
  }

  [[nodiscard]] std::int64_t slowest_clock() const {
    std::int64_t slowest = kNoBound;
    for (const std::size_t index : membership_.members()) {
      slowest = std::min(slowest, parts_[index].clock);
    }
    return slowest;
  }

  void send_parameters(Node& worker, std::int64_t step) {
    const std::int64_t life = membership_.life(worker.index());
    node_.send_async(worker, Parameters{state_, steps_, step, life}, training_.parameter_bytes(),
                     options_.links.retry, [this, &worker, life](const Outcome<Sent>& sent) {
                       if (!sent && sent.failure().kind == FailureKind::kLinkDown) {
                         node_.notify(worker, GaveUp{life});
                         worker.notify(node_, GaveUp{life});
                       }
                     });
  }

  void take(const Message& message) {
    const std::size_t from = message.from->index();
    if (const auto* gradient = message.as<WorkerGradient>()) {
      apply(*message.from, *gradient);
    } else if (const auto* lost = message.as<PeerLost>()) {
      lose(from, lost->incarnation);
    } else if (const auto* given_up = message.as<GaveUp>()) {
      lose(from, given_up->life);
    } else if (message.as<Join>() != nullptr) {
      lose(from, message.incarnation);  // what it was sent before will not come back
      if (!membership_.members().empty()) {
        parts_[from].clock = slowest_clock();
      }
      membership_.join(from, message.incarnation);
      membership_.admit();
    }
  }

  /// w ← optimizer(w, g); costs the server's time.
  void apply(const Node& worker, const WorkerGradient& gradient) {
    const std::int64_t staleness = steps_ - gradient.version;
    OptimizerStep step{
        options_.staleness_aware ? aware_of(options_.optimizer, staleness) : options_.optimizer,
        ++steps_, state_, gradient.gradient};
    const double step_flop = flop(step);
    state_ = node_.compute({std::move(step), step_flop});
    training_.metric("staleness", static_cast<double>(staleness));
    staleness_sum_ += staleness;
    Part& part = parts_[worker.index()];
    part.at_work = false;
    ++part.clock;
    part.samples += gradient.samples;
    part.gradient = gradient.gradient;
    part.step_end_s = now();
    training_.node_step_ends(worker);
  }

  void lose(std::size_t worker, std::int64_t life) {
    if (membership_.lose(worker, life)) {
      lost_steps_ += parts_[worker].at_work ? 1 : 0;
      parts_[worker].at_work = false;
    }
  }

  /// Who has ended a step in this round, and who is down.
  void report_nodes(std::int64_t round) {
    for (Node* worker : training_.workers()) {
      Part& part = parts_[worker->index()];
      NodeReport report{worker,       round,       part.reported_s, part.step_end_s,
                        part.samples, "completed", {part.gradient}};
      if (!part.gradient) {
        if (worker->is_up()) {
          continue;  // its step, or its way back, goes on
        }
        training_.node_step_ends(*worker);
        report.end_s = now();
        report.outcome = "failed";
        report.updates.clear();
      }
      training_.node_report(report);
      part.reported_s = report.end_s;
      part.samples = 0;
      part.gradient = {};
    }
  }

  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  Node& node_;
  GradientServerOptions options_;
  Membership membership_;
  std::vector<Part> parts_;  // by Node::index
  Value state_;
  std::int64_t steps_ = 0;  // updates applied
  std::int64_t staleness_sum_ = 0;
  std::int64_t lost_steps_ = 0;
};

}  // namespace

std::vector<Parameter> gradient_server_parameters(std::vector<Parameter> own) {
  std::vector<Parameter> parameters{
      {.name = "rounds",
       .type = Type::kInteger,
       .summary = "each as many updates of the server as there are workers, whoever sends them",
       .range = {1, 1e9}},
      {.name = "batch_size",
       .type = Type::kInteger,
       .summary = "samples of each worker's mini-batch",
       .default_text = "32",
       .range = {1, 1e9}},
      {.name = "optimizer",
       .type = Type::kComponent,
       .summary = "of the server, a step for each gradient",
       .default_text = "\"sgd\"",
       .family = "optimizer"}};
  parameters.insert(parameters.end(), own.begin(), own.end());
  return with_link_policy(std::move(parameters));
}

GradientServerOptions gradient_server_options(const Arguments& arguments) {
  const Chosen& optimizer = arguments.chosen("optimizer");
  GradientServerOptions options;
  options.rounds = arguments.integer("rounds");
  options.batch_size = arguments.integer("batch_size");
  options.optimizer = optimizer.as<OptimizerInfo>().make(*optimizer.arguments);
  options.links = link_policy(arguments);
  return options;
}

void launch_gradient_server(Training& training, const GradientServerOptions& options) {
  launch_server(training, options.links, std::make_shared<GradientServer>(training, options));
  for (Node* node : training.workers()) {
    node->run_always([node, &training, options] {
      worker(*node, training, options);
    });
  }
}

}  // namespace simgrad
