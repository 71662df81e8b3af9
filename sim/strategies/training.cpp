#include "sim/strategies/training.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "sim/engine/weather.hpp"
#include "sim/record/safetensors.hpp"

namespace simgrad {
namespace {

/// Rounds after which it is read how many updates were left out: late, so that nothing waits.
constexpr std::int64_t kRejectionLag = 4;

double wall_clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Training::Training(Engine& engine, const TrainingSetup& setup, Recorder* recorder)
    : engine_(&engine),
      setup_(setup),
      recorder_(recorder),
      begin_wall_s_(wall_clock_s() - setup.spent_wall_s) {
  SIMGRAD_REQUIRE(setup.partition.size() == setup.workers.size(), "a share of data a worker");
  SIMGRAD_REQUIRE(setup.compute_times.size() == setup.workers.size(), "a compute time a worker");
  engine.observe(*this);
  SIMGRAD_REQUIRE(!setup.servers.empty(), "a server");
  servers_.push_back(&engine.add_node("server", "server", setup.servers.front()));
  learners_.reserve(setup.workers.size());
  for (std::size_t i = 0; i < setup.workers.size(); ++i) {
    Node& worker = engine.add_node(setup.workers[i], "worker", setup.workers[i]);
    workers_.push_back(&worker);
    learners_.emplace_back(setup.seed, worker, setup.model, setup.data, setup.partition[i],
                           setup.compute_times[i], setup.cost.flop_factor);
  }
  for (std::size_t k = 1; k < setup.servers.size(); ++k) {
    servers_.push_back(&engine.add_node(fmt::format("server-{}", k), "server", setup.servers[k]));
  }
  add_standbys();
  accounts_.resize(engine.nodes().size());
  ended_steps_.resize(engine.nodes().size());
  if (recorder_ != nullptr) {
    record_platform();
  }
  if (setup.goal.simulated_s) {
    deadline_at(engine, *setup.goal.simulated_s, [this] {
      engine_->stop(RunStatus::kFinished,
                    fmt::format("simulated time reached {:.6g} s", engine_->now()));
    });
  }
}

void Training::add_standbys() {
  if (setup_.standbys.empty()) {
    return;
  }
  std::vector<std::string> hosts = setup_.standbys;
  hosts.insert(hosts.end(), setup_.servers.begin(), setup_.servers.end());
  for (const std::string& host : hosts) {
    Node& standby = engine_->add_node("standby-" + host, "standby", host);
    standby.run_always([&standby] {
      while (true) {
        (void)standby.receive();
      }
    });
    standbys_.push_back(&standby);
  }
}

std::vector<Node*> Training::standbys_of(const Node& server) const {
  if (standbys_.empty()) {
    return {};
  }
  const auto rank = std::find(servers_.begin(), servers_.end(), &server) - servers_.begin();
  const std::size_t count = setup_.standbys.size();
  std::vector<Node*> standbys(standbys_.begin(), standbys_.begin() + static_cast<long>(count));
  standbys.push_back(standbys_.at(count + static_cast<std::size_t>(rank)));
  return standbys;
}

double Training::parameter_bytes() const {
  return wire_bytes(setup_.model->parameter_count());
}

double Training::wire_bytes(std::size_t parameters) const {
  return setup_.cost.wire_bytes(static_cast<double>(parameters));
}

Value Training::on_wire(const Value& numbers) const {
  if (!numbers) {
    return numbers;
  }
  return on_wire(numbers, std::min(numbers.floats(), setup_.model->padded_count()));
}

Value Training::on_wire(const Value& numbers, std::size_t count) const {
  if (setup_.cost.wire == WireFormat::kFloat32) {
    return numbers;
  }
  const Value sent =
      numbers.floats() == count ? numbers : device().submit(Concatenation{{{numbers, 0, count}}});
  return device().submit(Rounding{sent, setup_.cost.wire});
}

double Training::update_flop(const Work& work) const {
  return setup_.cost.parameter_factor * flop(work);
}

Value Training::begin(std::size_t slots) {
  parameters_ = device().submit(
      InitialState{setup_.model, slots, Stream(setup_.seed, Purpose::kInitialParameters)});
  if (recorder_ != nullptr && recorder_->wants_parameters()) {
    artifact(kInitialParametersArtifact, parameters_);
  }
  evaluate(0, parameters_);
  return parameters_;
}

bool Training::begin_round(std::int64_t round) {
  round_ = round;
  write_what_is_ready();
  write_rejections(round - kRejectionLag);
  return decide(round - setup_.decision_lag);
}

void Training::end_round(const RoundReport& report, const Value& parameters) {
  parameters_ = parameters;
  status_.rounds = report.round;
  status_.lost_nodes += report.failed;
  if (report.completed > 0) {
    status_.useful_s += engine_->now() - report.begin_s - report.given_up_s;
  }
  if (recorder_ != nullptr) {
    recorder_->round({.round = report.round,
                      .begin_s = report.begin_s,
                      .end_s = engine_->now(),
                      .selected = report.selected,
                      .completed = report.completed,
                      .late = report.late,
                      .failed = report.failed,
                      .mean_staleness = report.mean_staleness,
                      .up_bytes = round_up_bytes_,
                      .down_bytes = round_down_bytes_,
                      .critical_node = report.critical_node});
  }
  round_up_bytes_ = 0;  // what arrives between two rounds is the next one's
  round_down_bytes_ = 0;
  if (report.round % setup_.evaluate_every_rounds == 0) {
    evaluate(report.round, parameters);
  }
  if (on_progress) {
    on_progress(status_);
  }
}

bool Training::begin_round_after(std::int64_t round, std::int64_t rounds) {
  if (round == rounds) {
    end();
    return false;
  }
  return begin_round(round + 1);
}

void Training::end() {
  engine_->stop(RunStatus::kFinished, fmt::format("{} rounds done", status_.rounds));
}

void Training::evaluate(std::int64_t round, const Value& parameters) {
  EvaluationRow row;
  row.simulated_s = engine_->now();
  row.round = round;
  row.step = round;
  row.sent_bytes = status_.up_bytes + status_.down_bytes;
  evaluations_.push_back({row, device().submit(Evaluation{setup_.model, setup_.data, parameters})});
}

/// Waits for the oldest evaluation, if it must, and writes it down.
void Training::write_evaluation() {
  PendingEvaluation pending = std::move(evaluations_.front());
  evaluations_.pop_front();
  const Statistics statistics = device().statistics(pending.value);
  pending.row.loss = statistics.mean_loss();
  pending.row.accuracy = statistics.accuracy();
  pending.row.wall_s = wall_clock_s() - begin_wall_s_;
  status_.evaluated_round = pending.row.round;
  status_.loss = pending.row.loss;
  status_.accuracy = pending.row.accuracy;
  if (pending.row.accuracy > status_.best_accuracy) {
    status_.best_accuracy = pending.row.accuracy;
    status_.best_round = pending.row.round;
  }
  undecided_.push_back(pending.row);
  if (recorder_ != nullptr) {
    recorder_->evaluation(pending.row);
  }
}

void Training::write_node_round() {
  PendingNodeRound pending = std::move(node_rounds_.front());
  node_rounds_.pop_front();
  if (!pending.updates.empty()) {
    Statistics all;
    for (const Value& update : pending.updates) {
      const Statistics statistics = device().statistics(update);
      all.loss_sum += statistics.loss_sum;
      all.samples += statistics.samples;
    }
    pending.row.loss = all.mean_loss();
  }
  if (recorder_ != nullptr) {
    recorder_->node_round(pending.row);
  }
}

void Training::count_rejected(const AggregationRule& rule, const Value& mean) {
  if (rule.screens()) {
    rejections_.push_back({engine_->now(), round_, mean});
  }
}

/// Waits for them, so that the table's order is the same in every run.
void Training::write_rejections(std::int64_t last_round) {
  while (!rejections_.empty() && rejections_.front().round <= last_round) {
    const PendingRejection pending = std::move(rejections_.front());
    rejections_.pop_front();
    const Statistics counted = device().statistics(pending.mean);
    if (recorder_ != nullptr) {
      recorder_->metric({.simulated_s = pending.simulated_s,
                         .name = "rejected_updates",
                         .value = static_cast<double>(counted.samples - counted.correct)});
    }
  }
}

void Training::write_what_is_ready() {
  while (!evaluations_.empty() && device().ready(evaluations_.front().value)) {
    write_evaluation();
  }
  const auto is_ready = [this](const Value& update) {
    return device().ready(update);
  };
  while (!node_rounds_.empty() && std::all_of(node_rounds_.front().updates.begin(),
                                              node_rounds_.front().updates.end(), is_ready)) {
    write_node_round();
  }
}

/// Reads what the goal needs of the evaluations up to `last_round`, in order.
bool Training::decide(std::int64_t last_round) {
  if (!setup_.goal.accuracy && !setup_.goal.loss) {
    return true;
  }
  while (!evaluations_.empty() && evaluations_.front().row.round <= last_round) {
    write_evaluation();
  }
  while (!undecided_.empty() && undecided_.front().round <= last_round) {
    const EvaluationRow row = undecided_.front();
    undecided_.pop_front();
    if (reaches_goal(row)) {
      return false;
    }
  }
  return true;
}

bool Training::reaches_goal(const EvaluationRow& row) {
  const bool accurate = setup_.goal.accuracy && row.accuracy >= *setup_.goal.accuracy;
  const bool small_loss = setup_.goal.loss && row.loss <= *setup_.goal.loss;
  if (recorder_ != nullptr) {
    if (setup_.goal.accuracy) {
      recorder_->decision({.sequence = ++decisions_, .value = row.accuracy});
    }
    if (setup_.goal.loss) {
      recorder_->decision({.sequence = ++decisions_, .value = row.loss});
    }
    if (accurate || small_loss) {
      recorder_->metric({.simulated_s = row.simulated_s,
                         .name = accurate ? "time_to_accuracy_s" : "time_to_loss_s",
                         .value = row.simulated_s});
    }
  }
  if (accurate || small_loss) {
    engine_->stop(
        RunStatus::kFinished,
        fmt::format("{} {:.6g} reached in round {} at {:.6g} s", accurate ? "accuracy" : "loss",
                    accurate ? row.accuracy : row.loss, row.round, row.simulated_s));
  }
  return accurate || small_loss;
}

void Training::metric(std::string_view name, double value) {
  if (recorder_ != nullptr) {
    recorder_->metric({.simulated_s = engine_->now(), .name = std::string(name), .value = value});
  }
}

void Training::go_back_to(double useful_s, double interrupted_s) {
  const double lost_s = status_.useful_s - useful_s + interrupted_s;
  status_.useful_s = useful_s;
  status_.lost_s += lost_s;
  metric("lost_s", lost_s);
}

void Training::checkpoint_taken(double still_s) {
  ++status_.checkpoints;
  status_.checkpoint_s += still_s;
  metric("checkpoint_s", still_s);
}

void Training::settle() {
  if (const double bytes = engine_->heartbeat_bytes(); bytes > 0.0) {
    metric("heartbeat_bytes", bytes);
  }
  if (status_.lost_s > 0.0 || status_.checkpoints > 0) {
    metric("goodput", status_.useful_s / engine_->now());
  }
  while (!evaluations_.empty()) {
    write_evaluation();
    write_what_is_ready();  // a pending row holds its update's array
  }
  while (!node_rounds_.empty()) {
    write_node_round();
  }
  write_rejections(round_);
  if (recorder_ != nullptr && recorder_->wants_parameters() && parameters_) {
    artifact(kFinalParametersArtifact, parameters_);
  }
}

void Training::artifact(const std::string& name, const Value& parameters) {
  const std::vector<float> numbers = device().read(parameters);
  std::vector<TensorView> tensors;
  for (const ParameterSlice& slice : setup_.model->slices()) {
    tensors.push_back(
        {slice.name, {slice.shape.begin(), slice.shape.end()}, numbers.data() + slice.offset});
  }
  recorder_->artifact({.name = name,
                       .data = encode_safetensors(tensors, {{"round", std::to_string(round_)},
                                                            {"framework", "simgrad"}})});
}

}  // namespace simgrad
