#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernels/models/cost.hpp"
#include "kernels/partitions/partition.hpp"
#include "sim/engine/engine.hpp"
#include "sim/record/recorder.hpp"
#include "sim/strategies/learner.hpp"
#include "sim/strategies/work_losses.hpp"

namespace simgrad {

/// When a training has reached its goal.
struct Goal {
  std::optional<double> accuracy;  // on the test set, at least
  std::optional<double> loss;      // on the test set, at most
  std::optional<double> simulated_s;
};

/// What a training is made of; the scenario, resolved.
struct TrainingSetup {
  std::uint64_t seed = 1;
  std::shared_ptr<const Model> model;
  ModelCost cost;
  std::shared_ptr<const Dataset> data;
  std::vector<std::string> servers;        // hosts; at least one
  std::vector<std::string> standbys;       // hosts, by rank; may be none
  std::vector<std::string> workers;        // hosts
  Assignment partition;                    // a share of the data for each worker
  std::vector<ComputeTime> compute_times;  // of each worker
  Goal goal;
  std::int64_t evaluate_every_rounds = 1;
  std::int64_t decision_lag = 1;
  double spent_wall_s = 0.0;  // before this process, on a run that it goes on with
  WorkLosses losses;
};

/// How a node's part in a round went, for table `node_round`.
struct NodeReport {
  Node* node = nullptr;
  std::int64_t round = 0;
  double begin_s = 0.0;
  double end_s = 0.0;
  std::int64_t samples = 0;
  std::string outcome;         // completed, late, failed
  std::vector<Value> updates;  // whose statistics tell the loss; may be none
  bool is_cut_short = false;   // nobody wants what it is busy with: time not counted yet is lost
};

/// How a round went, for table `round`.
struct RoundReport {
  std::int64_t round = 0;
  double begin_s = 0.0;
  std::int64_t selected = 0;
  std::int64_t completed = 0;
  std::int64_t late = 0;
  std::int64_t failed = 0;
  double mean_staleness = 0.0;  // of the updates that were applied
  std::string critical_node;    // whose result closed the round; empty: the deadline did
  double given_up_s = 0.0;      // of its length: until training went on from a checkpoint
};

/// Numbers of a running or finished training, for the progress line and the summary.
struct TrainingStatus {
  std::int64_t rounds = 0;
  std::int64_t evaluated_round = -1;
  double loss = 0.0;
  double accuracy = 0.0;
  double best_accuracy = 0.0;
  std::int64_t best_round = 0;
  std::int64_t up_bytes = 0;    // sent by workers
  std::int64_t down_bytes = 0;  // sent by servers
  std::int64_t lost_nodes = 0;  // node-rounds that failed
  std::int64_t checkpoints = 0;
  double checkpoint_s = 0.0;  // that training stood still for them
  double lost_s = 0.0;        // of work that was given up by going back to one
  double useful_s = 0.0;      // in rounds whose results are in the parameters now
};

/// One run's context for a strategy: who trains what, what is written down, when it is enough.
class Training : public Observer {
 public:
  /// @param recorder  outlives the training; may be null: nothing is recorded
  Training(Engine& engine, const TrainingSetup& setup, Recorder* recorder);

  // --- who and what ---
  [[nodiscard]] Engine& engine() const { return *engine_; }
  [[nodiscard]] Device& device() const { return engine_->device(); }
  [[nodiscard]] Node& server() const { return *servers_.front(); }
  [[nodiscard]] const std::vector<Node*>& servers() const { return servers_; }
  /// What keeps replicas on the hosts that a server's role may pass to, by rank: the standbys' and,
  /// after them, the server's first host. Nobody without standbys.
  [[nodiscard]] std::vector<Node*> standbys_of(const Node& server) const;
  [[nodiscard]] const std::vector<Node*>& workers() const { return workers_; }
  /// The worker of a Node::index: workers have 1 to their count, whatever the number of servers.
  [[nodiscard]] Node& worker(std::size_t index) const { return *workers_.at(index - 1); }
  [[nodiscard]] Learner& learner(const Node& worker) { return learners_.at(worker.index() - 1); }
  [[nodiscard]] const Learner& learner(const Node& worker) const {
    return learners_.at(worker.index() - 1);
  }
  [[nodiscard]] const std::shared_ptr<const Model>& model() const { return setup_.model; }
  [[nodiscard]] const std::shared_ptr<const Dataset>& data() const { return setup_.data; }
  [[nodiscard]] std::uint64_t seed() const { return setup_.seed; }
  [[nodiscard]] const ModelCost& cost() const { return setup_.cost; }
  [[nodiscard]] const TrainingSetup& setup() const { return setup_; }
  /// What a copy of the parameters, or a gradient, weighs on the wire: 4 bytes a parameter, unless
  /// the model's cost is declared otherwise.
  [[nodiscard]] double parameter_bytes() const;
  /// The same of a message with so many of the model's parameters.
  [[nodiscard]] double wire_bytes(std::size_t parameters) const;
  /// What arrives of numbers that are sent: rounded to the wire's format, without statistics. Of a
  /// training state only the parameters travel. Whoever sends it to many rounds it once.
  /// Nothing stays nothing.
  [[nodiscard]] Value on_wire(const Value& numbers) const;
  /// The same of the first `count` floats: what of a slice's training state are parameters.
  [[nodiscard]] Value on_wire(const Value& numbers, std::size_t count) const;
  /// Flop of sums and steps over parameters, if there were as many as are declared.
  [[nodiscard]] double update_flop(const Work& work) const;

  /// Has the links between the workers recorded too. Call before the simulated clock runs.
  void let_workers_talk();

  /// Keeps a strategy's object alive for as long as anything of the run may call it.
  void keep(std::shared_ptr<void> object) { kept_.push_back(std::move(object)); }

  // --- the course of a training ---

  /// The initial parameters with room for the optimizer's slots; evaluated as round 0.
  Value begin(std::size_t slots);
  /// Reads the evaluations that are due. False: the goal is reached, and the run has been stopped.
  bool begin_round(std::int64_t round);
  void end_round(const RoundReport& report, const Value& parameters);
  /// From here on, what `node` does counts for its next report.
  void node_begins(const Node& node);
  /// What `node` did until now counts for its next report, what it does from here on for a later
  /// one: for a node whose steps do not end with the rounds.
  void node_step_ends(const Node& node);
  void node_report(const NodeReport& report);
  /// A number of the strategy's own at this instant, for table `metric`.
  void metric(std::string_view name, double value);
  /// How many updates the rule of `mean` has left out, for table `metric` ("rejected_updates"),
  /// once the numbers are there; nothing of a rule that leaves none out.
  void count_rejected(const AggregationRule& rule, const Value& mean);
  /// Begins the round after `round`, or ends the training after the last of `rounds`. False: it is
  /// over.
  bool begin_round_after(std::int64_t round, std::int64_t rounds);
  /// All rounds are done.
  void end();

  // --- what is lost, and what is done against it ---

  /// Seconds of the rounds whose results are in the parameters as they are now.
  ///
  /// Goodput = useful seconds / simulated seconds of the run; metric `goodput`, at the end of a run
  /// with checkpoints or losses. The rest went into checkpoints, repairs, restarts, rounds without
  /// a result, and work that was lost.
  [[nodiscard]] double useful_s() const { return status_.useful_s; }
  /// The parameters are again what they were when useful_s() was `useful_s`; metric `lost_s` tells
  /// what that gives up, with the `interrupted_s` of a round that will not end.
  void go_back_to(double useful_s, double interrupted_s);
  /// A checkpoint is whole, for which training stood still for so long; metric `checkpoint_s`.
  void checkpoint_taken(double still_s);

  // --- after the run ---

  /// Waits for every number that is not recorded yet, and records it with the final parameters.
  void settle();
  [[nodiscard]] const TrainingStatus& status() const { return status_; }
  /// The parameters after the last round, padding included.
  [[nodiscard]] const Value& parameters() const { return parameters_; }

  // --- Observer ---
  void activity(const Node& node, Activity activity, double begin_s, double end_s,
                bool lost) override;
  void transfer(const TransferRecord& transfer) override;
  void event(double simulated_s, std::string_view kind, std::string_view subject,
             std::string_view detail) override;

  /// Called on the simulation's thread after each round and each recorded evaluation.
  std::function<void(const TrainingStatus&)> on_progress;

 private:
  /// Where a node's time went since its last report.
  struct Account {
    double compute_s = 0.0;
    double send_s = 0.0;
    double receive_s = 0.0;
    double latency_s = 0.0;
    double down_s = 0.0;
    double lost_s = 0.0;
    double reported_s = 0.0;  // when the last report, or the step that ended last, did
    double counted_s = 0.0;   // until when its time is spoken for

    void add(const Account& other);
    /// The part of a period that nothing before it has counted: what overlaps counts once.
    double take(double begin_s, double end_s);
  };
  struct PendingEvaluation {
    EvaluationRow row;
    Value value;
  };
  struct PendingNodeRound {
    NodeRoundRow row;
    std::vector<Value> updates;
  };

  struct PendingRejection {
    double simulated_s = 0.0;
    std::int64_t round = 0;
    Value mean;
  };

  void add_standbys();
  void record_platform();
  void record_route(const Node& from, const Node& to);
  [[nodiscard]] bool is_server(const Node& node) const;
  void count_transfer(const TransferRecord& transfer, const Node& worker, Activity activity);
  void span(const Node& node, Activity activity, double begin_s, double end_s);
  void evaluate(std::int64_t round, const Value& parameters);
  void write_evaluation();
  void write_what_is_ready();
  bool decide(std::int64_t last_round);
  bool reaches_goal(const EvaluationRow& row);
  void write_node_round();
  void write_rejections(std::int64_t last_round);
  void artifact(const std::string& name, const Value& parameters);

  Engine* engine_;
  TrainingSetup setup_;
  Recorder* recorder_;
  std::vector<Node*> servers_;
  std::vector<Node*> standbys_;  // of the setup, then one for each server
  std::vector<Node*> workers_;
  std::vector<Learner> learners_;
  std::vector<Account> accounts_;                    // by Node::index
  std::vector<std::optional<Account>> ended_steps_;  // not reported yet, by Node::index
  std::vector<std::size_t> recorder_links_;
  std::deque<PendingEvaluation> evaluations_;
  std::deque<EvaluationRow> undecided_;
  std::deque<PendingNodeRound> node_rounds_;
  std::deque<PendingRejection> rejections_;
  Value parameters_;
  std::int64_t round_ = 0;
  std::int64_t round_up_bytes_ = 0;
  std::int64_t round_down_bytes_ = 0;
  std::int64_t decisions_ = 0;
  double begin_wall_s_ = 0.0;
  TrainingStatus status_;
  std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace simgrad
