#include "sim/strategies/training.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "sim/record/safetensors.hpp"

namespace simgrad {
namespace {

double wall_clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

constexpr std::size_t kNotRecorded = static_cast<std::size_t>(-1);

/// "uplink-17" belongs to "uplink".
std::string group_of(const std::string& link) {
  const std::size_t end = link.find_last_not_of("0123456789-_.");
  return end == std::string::npos ? link : link.substr(0, end + 1);
}

}  // namespace

Training::Training(Engine& engine, const TrainingSetup& setup, Recorder* recorder)
    : engine_(&engine), setup_(setup), recorder_(recorder), begin_wall_s_(wall_clock_s()) {
  SIMGRAD_REQUIRE(setup.partition.size() == setup.workers.size(), "a share of data a worker");
  SIMGRAD_REQUIRE(setup.compute_times.size() == setup.workers.size(), "a compute time a worker");
  engine.observe(*this);
  server_ = &engine.add_node("server", "server", setup.server);
  learners_.reserve(setup.workers.size());
  for (std::size_t i = 0; i < setup.workers.size(); ++i) {
    Node& worker = engine.add_node(setup.workers[i], "worker", setup.workers[i]);
    workers_.push_back(&worker);
    learners_.emplace_back(setup.seed, worker, setup.model, setup.data, setup.partition[i],
                           setup.compute_times[i]);
  }
  accounts_.resize(1 + workers_.size());
  ended_steps_.resize(1 + workers_.size());
  if (recorder_ != nullptr) {
    record_platform();
  }
  if (setup.goal.simulated_s) {
    engine.at(*setup.goal.simulated_s, [this] {
      engine_->stop(RunStatus::kFinished,
                    fmt::format("simulated time reached {:.6g} s", engine_->now()));
    });
  }
}

/// Nodes, and the links on the routes between the server and the workers. Towards the server, the
/// junction before a link is called "@" and the link's name, so that routes share their ends.
void Training::record_platform() {
  for (const auto& node : engine_->nodes()) {
    recorder_->node({.name = node->name(),
                     .role = node->role(),
                     .host = node->host(),
                     .flop_per_s = node->flop_per_s()});
  }
  recorder_links_.assign(engine_->link_names().size(), kNotRecorded);
  for (const Node* worker : workers_) {
    record_route(*worker, *server_);
    record_route(*server_, *worker);
  }
}

void Training::record_route(const Node& from, const Node& to) {
  const std::vector<int>& links = engine_->route(from, to);
  for (std::size_t i = 0; i < links.size(); ++i) {
    auto& index = recorder_links_[static_cast<std::size_t>(links[i])];
    if (index != kNotRecorded) {
      continue;
    }
    const LinkSummary link = engine_->link(links[i]);
    const bool last = i + 1 == links.size();
    index =
        recorder_->link({.name = link.name,
                         .group_name = group_of(link.name),
                         .bytes_per_s = link.bytes_per_s,
                         .latency_s = link.latency_s,
                         .endpoint_a = i == 0 ? from.host() : "@" + link.name,
                         .endpoint_b = last ? to.host() : "@" + engine_->link(links[i + 1]).name});
  }
}

double Training::parameter_bytes() const {
  return 4.0 * static_cast<double>(setup_.model->parameter_count());
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
  round_up_bytes_ = 0;
  round_down_bytes_ = 0;
  write_what_is_ready();
  return decide(round - setup_.decision_lag);
}

void Training::end_round(const RoundReport& report, const Value& parameters) {
  parameters_ = parameters;
  status_.rounds = report.round;
  status_.lost_nodes += report.failed;
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
  if (report.round % setup_.evaluate_every_rounds == 0) {
    evaluate(report.round, parameters);
  }
  if (on_progress) {
    on_progress(status_);
  }
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
  if (pending.update) {
    pending.row.loss = device().statistics(pending.update).mean_loss();
  }
  if (recorder_ != nullptr) {
    recorder_->node_round(pending.row);
  }
}

void Training::write_what_is_ready() {
  while (!evaluations_.empty() && device().ready(evaluations_.front().value)) {
    write_evaluation();
  }
  while (!node_rounds_.empty() &&
         (!node_rounds_.front().update || device().ready(node_rounds_.front().update))) {
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

void Training::node_begins(const Node& node) {
  accounts_[node.index()] = Account{};
  accounts_[node.index()].reported_s = engine_->now();
}

void Training::Account::add(const Account& other) {
  compute_s += other.compute_s;
  send_s += other.send_s;
  receive_s += other.receive_s;
  latency_s += other.latency_s;
  down_s += other.down_s;
  lost_s += other.lost_s;
}

void Training::node_step_ends(const Node& node) {
  Account& account = accounts_[node.index()];
  std::optional<Account>& steps = ended_steps_[node.index()];
  account.add(steps.value_or(Account{}));
  steps = account;
  node_begins(node);
}

void Training::metric(std::string_view name, double value) {
  if (recorder_ != nullptr) {
    recorder_->metric({.simulated_s = engine_->now(), .name = std::string(name), .value = value});
  }
}

void Training::node_report(const NodeReport& report) {
  std::optional<Account>& steps = ended_steps_[report.node->index()];
  const Account account = steps ? *steps : accounts_[report.node->index()];
  double down_s = account.down_s;
  if (!report.node->is_up()) {
    down_s += std::max(0.0, report.end_s - std::max(report.node->down_since_s(), report.begin_s));
  }
  const double busy_s =
      account.compute_s + account.send_s + account.receive_s + account.lost_s + down_s;
  NodeRoundRow row;
  row.node = report.node->name();
  row.round = report.round;
  row.compute_s = account.compute_s;
  row.send_s = account.send_s;
  row.receive_s = account.receive_s;
  row.latency_s = account.latency_s;
  row.wait_s = std::max(0.0, report.end_s - report.begin_s - busy_s);
  row.down_s = down_s;
  row.lost_s = account.lost_s;
  row.samples = report.samples;
  row.loss = kNotANumber;
  row.outcome = report.outcome;
  if (steps) {
    steps.reset();
  } else {
    accounts_[report.node->index()] = Account{};
    accounts_[report.node->index()].reported_s = report.end_s;
  }
  node_rounds_.push_back({std::move(row), report.update});
}

void Training::activity(const Node& node, Activity activity, double begin_s, double end_s,
                        bool lost) {
  Account& account = accounts_[node.index()];
  if (activity == Activity::kDown) {
    account.down_s += std::max(0.0, end_s - std::max(begin_s, account.reported_s));
  } else if (lost) {
    account.lost_s += end_s - begin_s;
  } else if (activity == Activity::kCompute) {
    account.compute_s += end_s - begin_s;
  }
  span(node, activity, begin_s, end_s);
}

void Training::span(const Node& node, Activity activity, double begin_s, double end_s) {
  if (recorder_ != nullptr && end_s > begin_s) {
    recorder_->span({.node = node.name(),
                     .kind = std::string(to_text(activity)),
                     .begin_s = begin_s,
                     .end_s = end_s,
                     .round = round_});
  }
}

void Training::transfer(const TransferRecord& transfer) {
  const bool up = &transfer.to == server_;
  const Node& worker = up ? transfer.from : transfer.to;
  Account& account = accounts_[worker.index()];
  const double length_s = transfer.end_s - transfer.begin_s;
  if (!transfer.delivered) {
    account.lost_s += length_s;
    event(transfer.end_s, "drop", transfer.from.name(),
          fmt::format("{:.0f} bytes to {} after {:.6g} s", transfer.bytes, transfer.to.name(),
                      length_s));
    return;
  }
  (up ? account.send_s : account.receive_s) += length_s;
  account.latency_s += transfer.latency_s;
  const auto bytes = static_cast<std::int64_t>(transfer.bytes);
  (up ? status_.up_bytes : status_.down_bytes) += bytes;
  (up ? round_up_bytes_ : round_down_bytes_) += bytes;
  span(worker, up ? Activity::kSend : Activity::kReceive, transfer.begin_s, transfer.end_s);
  if (recorder_ != nullptr) {
    for (const int link : transfer.links) {
      recorder_->traffic(recorder_links_[static_cast<std::size_t>(link)], transfer.begin_s,
                         transfer.end_s, bytes);
    }
  }
}

void Training::event(double simulated_s, std::string_view kind, std::string_view subject,
                     std::string_view detail) {
  if (recorder_ != nullptr) {
    recorder_->event({.simulated_s = simulated_s,
                      .kind = std::string(kind),
                      .subject = std::string(subject),
                      .detail = std::string(detail)});
  }
}

void Training::settle() {
  while (!evaluations_.empty()) {
    write_evaluation();
    write_what_is_ready();  // a pending row holds its update's array
  }
  while (!node_rounds_.empty()) {
    write_node_round();
  }
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
