#include "sim/strategies/federated_server.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "kernels/rng.hpp"

namespace simgrad {
namespace {

struct GlobalModel {
  Value parameters;
  std::int64_t round = 0;
};
struct Update {
  Value parameters;
  std::int64_t round = 0;
};
struct GaveUp {
  std::int64_t round = 0;
};

}  // namespace

/// Notes when a client's actor has ended, also when it was killed.
class FederatedServer::ActorEnd {
 public:
  ActorEnd(FederatedServer& server, const Node& client) : server_(server), client_(client) {}
  ActorEnd(const ActorEnd&) = delete;
  ActorEnd& operator=(const ActorEnd&) = delete;
  ~ActorEnd() { server_.parts_.at(client_.index()).actor_end_s = server_.now(); }

 private:
  FederatedServer& server_;
  const Node& client_;
};

FederatedServer::FederatedServer(Training& training, FederatedOptions options)
    : training_(training),
      node_(training.server()),
      options_(std::move(options)),
      checkpoints_(training, options_.checkpoints),
      replicas_(training, {&node_}, options_.replication, options_.links.retry,
                {training.parameter_bytes()}) {}

void FederatedServer::serve() {
  Value parameters;
  if (!kept_.parameters) {
    parameters = training_.begin(0);
    kept_ = {0, parameters, 0.0};
    replicas_.keep_initial(kept_);
  } else {
    parameters = restart();
    if (!parameters) {
      return;
    }
  }
  while (round_ < options_.rounds) {
    if (!training_.begin_round(round_ + 1)) {
      return;
    }
    if (round_ > given_up_ && checkpoints_.is_due(round_)) {
      take_checkpoint(parameters);
    }
    if (replicas_.is_due(round_)) {
      replicate(parameters);
    }
    ++round_;
    parameters = federated_round(parameters);
  }
  retire_parts();
  training_.end();
}

void FederatedServer::take_checkpoint(const Value& parameters) {
  const Kept taken{round_, parameters, training_.useful_s()};
  checkpoints_.begin(round_);
  if (options_.checkpoints.stands_still) {
    node_.sleep(options_.checkpoints.cost_s);
    checkpoints_.end();
    kept_ = taken;
    return;
  }
  checkpoints_.write([this, taken, life = node_.incarnation()] {
    if (node_.incarnation() == life) {
      checkpoints_.end();
      kept_ = taken;
    }
  });
}

void FederatedServer::replicate(const Value& parameters) {
  replicas_.begin({round_, parameters, training_.useful_s()});
  if (options_.replication.stands_still) {
    (void)replicas_.send(0);
  } else {
    replicas_.send_all();
  }
}

/// From the last whole replica, or checkpoint if that is newer.
Value FederatedServer::restart() {
  checkpoints_.abandon();
  replicas_.abandon();
  const auto from = replicas_.source(options_.checkpoints.takes_any() ? &kept_ : nullptr);
  if (!from) {
    training_.engine().stop(RunStatus::kFailed, nothing_left(node_));
    return {};
  }
  const std::int64_t lost = round_ - std::max(from->state.round, given_up_);
  given_up_ = round_;
  replicas_.report_restart(*from, lost, is_open_ ? node_.down_since_s() - report_.begin_s : 0.0);
  if (is_open_) {
    break_round(from->state.parameters);
  }
  if (!from->is_replica) {
    node_.sleep(options_.checkpoints.cost_s);
  }
  checkpoints_.resume(round_);
  return from->state.parameters;
}

void FederatedServer::break_round(const Value& parameters) {
  results_.clear();
  for (auto& [index, part] : parts_) {
    if (part.round == round_) {
      part.outcome = "failed";
      part.updates.clear();
    }
  }
  close(parts_, round_, now(), report_);
  is_open_ = false;
  training_.end_round(report_, parameters);
}

Value FederatedServer::federated_round(Value parameters) {
  report_ = {};
  report_.round = round_;
  report_.begin_s = now();
  is_open_ = true;
  const std::vector<Node*> cohort = draw_cohort();
  awaited_ = cohort.size();
  const Value sent = training_.on_wire(parameters);
  for (Node* client : cohort) {
    dispatch(*client, sent);
  }
  const auto wanted = std::min(static_cast<std::size_t>(options_.clients_per_round), cohort.size());
  report_.critical_node = gather(wanted, report_.begin_s + options_.round_deadline_s);
  if (!results_.empty()) {
    parameters = average();
  }
  close(parts_, round_, now(), report_);
  is_open_ = false;
  training_.end_round(report_, parameters);
  return parameters;
}

/// Clients in a random order, the first that are up and idle. Waits until there is one.
std::vector<Node*> FederatedServer::draw_cohort() {
  const auto wanted = static_cast<std::size_t>(
      std::ceil(static_cast<double>(options_.clients_per_round) * options_.over_selection - 1e-9));
  std::vector<Node*> order = training_.workers();
  Stream stream(training_.seed(), Purpose::kCohort, static_cast<std::uint64_t>(round_));
  stream.shuffle(std::span<Node*>(order));
  while (true) {
    retire_parts();
    std::vector<Node*> cohort;
    for (Node* client : order) {
      if (cohort.size() < wanted && client->is_up() && parts_.count(client->index()) == 0) {
        cohort.push_back(client);
      }
    }
    if (!cohort.empty()) {
      return cohort;
    }
    node_.sleep(options_.links.retry.interval_s);
  }
}

void FederatedServer::dispatch(Node& client, const Value& parameters) {
  parts_[client.index()] = {
      &client, round_, client.incarnation(), node_.incarnation(), now(), -1.0, -1.0, "", {}};
  training_.node_begins(client);
  client.run_once([this, &client] {
    run_client(client);
  });
  node_.send_async(client, GlobalModel{parameters, round_}, training_.parameter_bytes(),
                   options_.links.retry,
                   [this, &client, round = round_](const Outcome<Sent>& sent) {
                     if (!sent && sent.failure().kind == FailureKind::kLinkDown) {
                       client.notify(node_, GaveUp{round});
                     }
                   });
}

/// The client's actor: one round of McMahan et al. 2017, Algorithm 1, ClientUpdate.
void FederatedServer::run_client(Node& client) {
  const ActorEnd end(*this, client);
  const Part& part = parts_.at(client.index());
  const GlobalModel* model = nullptr;
  Outcome<Message> message = Failure{};
  while (model == nullptr) {
    message = client.receive();
    if (const auto* given_up = message->as<GaveUp>()) {
      node_.notify(client, *given_up);
      return;
    }
    if (const auto* lost = message->as<PeerLost>();
        lost != nullptr && lost->incarnation >= part.server_life) {
      return;
    }
    model = message->as<GlobalModel>();
  }
  const Value update = client.compute(
      training_.learner(client).local_training(model->parameters, model->round, options_.local));
  const auto sent = client.send(node_, Update{update, model->round}, training_.parameter_bytes(),
                                options_.links.retry);
  if (!sent) {
    node_.notify(client, GaveUp{model->round});
  }
}

/// Until enough results are there, nobody is awaited any more, or the deadline has passed.
/// Returns the client whose message closed the round; nothing if the deadline did.
std::string FederatedServer::gather(std::size_t wanted, double deadline_s) {
  results_.clear();
  std::string last;
  while (results_.size() < wanted && awaited_ > 0) {
    auto message = node_.receive(deadline_s - now());
    if (!message) {
      training_.event(now(), "timeout", "round " + std::to_string(round_),
                      std::to_string(awaited_) + " clients awaited at the deadline");
      return {};
    }
    take(*message);
    last = message->from->name();
  }
  return last;
}

void FederatedServer::take(const Message& message) {
  const auto found = parts_.find(message.from->index());
  if (found == parts_.end() || found->second.round != round_ || !found->second.outcome.empty()) {
    return;  // of an earlier round, or from a client that is not in this one
  }
  Part& part = found->second;
  if (const auto* update = message.as<Update>(); update != nullptr && update->round == round_) {
    part.outcome = "completed";
    part.updates = {update->parameters};
    results_.emplace(message.from->index(), update->parameters);
    --awaited_;
    return;
  }
  const auto* lost = message.as<PeerLost>();
  const auto* given_up = message.as<GaveUp>();
  if ((lost != nullptr && lost->incarnation == part.life) ||
      (given_up != nullptr && given_up->round == round_)) {
    part.outcome = "failed";
    --awaited_;
  }
}

/// w ← Σ_k (n_k / n) w_k over the results, in client order; costs the server's time.
Value FederatedServer::average() {
  Aggregation mean{options_.aggregation, {}, {}};
  for (const auto& [index, update] : results_) {
    mean.updates.push_back(training_.on_wire(update));
    mean.weights.push_back(
        static_cast<double>(training_.learner(*parts_.at(index).client).samples()));
  }
  const double mean_flop = training_.update_flop(mean);
  Value average = node_.compute({std::move(mean), mean_flop});
  training_.count_rejected(*options_.aggregation, average);
  return average;
}

/// Frees the clients whose parts are over for other rounds.
void FederatedServer::retire_parts() {
  retire(parts_, training_, options_.local.epochs);
}

}  // namespace simgrad
