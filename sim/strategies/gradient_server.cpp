#include "sim/strategies/gradient_server.hpp"

#include <algorithm>
#include <optional>

#include "sim/strategies/step_rows.hpp"

namespace simgrad {
namespace {

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

class GradientServers final : public ParameterServers {
 public:
  GradientServers(Training& training, const GradientServerOptions& options)
      : ParameterServers(training, options.servers),
        options_(options),
        parts_(1 + training.workers().size()),
        rows_(training) {}

 private:
  /// A worker's part in the training.
  struct Part {
    bool at_work = false;
    std::int64_t clock = 0;      // steps done; a later life begins at the slowest member's
    std::int64_t steps = 0;      // begun
    std::size_t applied = 0;     // slices of its gradient
    std::int64_t staleness = 0;  // of those, in all
    std::optional<std::int64_t> copy_clock;  // the slowest member's when its copy was sent
  };

  /// What a member is let begin.
  struct Step {
    std::size_t worker = 0;
    std::int64_t number = 0;
    bool from_copy = false;
  };

  void begin_round() override {
    report_.round = round();
    report_.begin_s = now();
    begin_steps();
  }

  /// Lets every member go on that is idle and not too far ahead.
  void begin_steps() {
    const std::int64_t slowest = slowest_clock();
    std::vector<Step> steps;
    for (const std::size_t index : membership().members()) {
      Part& part = parts_[index];
      if (!part.at_work && part.clock - slowest <= options_.staleness_bound) {
        part.at_work = true;
        part.applied = 0;
        part.staleness = 0;
        steps.push_back({index, ++part.steps, copy_serves(part)});
        if (!steps.back().from_copy) {
          part.copy_clock = slowest;
        }
      }
    }
    for (const Step& step : steps) {
      if (step.from_copy) {
        go_on_from_copy(step.worker, step.number);
      } else {
        send_parameters(step.worker, step.number);
      }
    }
  }

  /// Every update of everybody's first clock − bound steps is in the worker's copy.
  [[nodiscard]] bool copy_serves(const Part& part) const {
    return options_.reads_cache && part.copy_clock &&
           part.clock - *part.copy_clock <= options_.staleness_bound;
  }

  [[nodiscard]] std::int64_t slowest_clock() {
    std::int64_t slowest = kNoBound;
    for (const std::size_t index : membership().members()) {
      slowest = std::min(slowest, parts_[index].clock);
    }
    return slowest;
  }

  /// w ← optimizer(w, g); costs the server's time.
  void take_gradient(Shard& shard, const Node& worker, const WorkerGradient& gradient) override {
    Part& part = parts_[worker.index()];
    const auto awaited = [&, restarts_before = restarts()] {
      return part.at_work && gradient.step == part.steps && restarts() == restarts_before;
    };
    if (!awaited()) {
      return;
    }
    const std::int64_t staleness = shard.steps - gradient.version;
    const UpdateRule rule =
        options_.staleness_aware ? aware_of(optimizer(), staleness) : optimizer();
    const std::int64_t restarts_before = restarts();
    const Value state = shards()->step(shard, rule, gradient.slice);
    if (restarts() != restarts_before) {
      return;  // a server was lost meanwhile, and all are back at the checkpoint
    }
    shards()->set_state(shard, state);
    ++shard.steps;
    if (awaited()) {
      part.staleness += staleness;
      if (++part.applied == shards()->size()) {
        end_step(worker, gradient);
      }
    }
  }

  void end_step(const Node& worker, const WorkerGradient& gradient) {
    Part& part = parts_[worker.index()];
    const double staleness =
        static_cast<double>(part.staleness) / static_cast<double>(shards()->size());
    training().metric("staleness", staleness);
    staleness_sum_ += staleness;
    part.at_work = false;
    ++part.clock;
    rows_.end_step(worker, gradient.samples, gradient.gradient);
    ++report_.completed;
  }

  void give_up(std::size_t worker, const GaveUp& given_up) override {
    if (given_up.step == parts_[worker].steps && membership().lose(worker, given_up.life)) {
      lose(worker);
    }
  }

  void lose(std::size_t worker) override {
    report_.failed += parts_[worker].at_work ? 1 : 0;
    parts_[worker].at_work = false;
    parts_[worker].copy_clock.reset();
  }

  void admit(std::size_t worker) override {
    if (!membership().members().empty()) {
      parts_[worker].clock = slowest_clock();
    }
    membership().admit();
  }

  void go_on(Shard& shard, const Message& message) override {
    if (report_.completed < static_cast<std::int64_t>(training().workers().size())) {
      begin_steps();
      return;
    }
    report_.critical_node = message.from->name();
    end();
    next_round(*shard.server);
  }

  void end(bool broken = false) {
    report_.selected = report_.completed + report_.failed;
    report_.mean_staleness =
        report_.completed == 0 ? 0.0 : staleness_sum_ / static_cast<double>(report_.completed);
    end_round(report_);
    rows_.end_round(round(), broken);
    report_ = {};  // what ends while servers stand still counts for the next
    staleness_sum_ = 0.0;
  }

  void break_round() override {
    report_.failed += report_.completed;
    report_.completed = 0;
    end(true);
  }

  GradientServerOptions options_;
  std::vector<Part> parts_;  // by Node::index
  StepRows rows_;
  RoundReport report_;
  double staleness_sum_ = 0.0;
};

}  // namespace

std::vector<Parameter> gradient_server_parameters(std::vector<Parameter> own) {
  return parameter_server_parameters(
      "each as many updates of the servers as there are workers, whoever sends them",
      "of the servers, a step for each gradient", std::move(own));
}

GradientServerOptions gradient_server_options(const Training& training,
                                              const Arguments& arguments) {
  GradientServerOptions options;
  options.servers = parameter_server_options(training, arguments);
  return options;
}

void launch_gradient_server(Training& training, const GradientServerOptions& options) {
  launch_parameter_servers(training, options.servers,
                           std::make_shared<GradientServers>(training, options), true);
}

}  // namespace simgrad
