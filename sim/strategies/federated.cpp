#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "kernels/aggregation/aggregation.hpp"
#include "sim/strategies/checkpoints.hpp"
#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/federated_parts.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/training.hpp"

/// Federated averaging.
///
/// Each round the server draws a cohort among the clients that are up and idle, sends them the
/// global model, waits for enough of their locally trained models, and averages them, weighted by
/// samples.
///
/// Over-selection: ceil(clients_per_round · over_selection) clients are asked, the first
/// clients_per_round results count. Deadline: what has not arrived by then is late and dropped.
///
/// Failures. A client's crash loses its round; the server knows after the detection delay and goes
/// on with the others. Repaired, the client may be drawn again. A transfer whose link is down is
/// tried again; when it is given up, the client has failed in this round. A round without a result
/// leaves the model as it was.
///
/// With `checkpoint` the server's crash ends the round without a result. Repaired, the server reads
/// the last whole checkpoint and begins the next round; what clients of earlier rounds send is
/// dropped, and who waits for the model gives up when it notices. While the server writes a
/// synchronous checkpoint no round is open. Without checkpoints its crash fails the run.
namespace simgrad {
namespace {

struct Options {
  std::int64_t rounds = 0;
  std::int64_t clients_per_round = 0;
  double over_selection = 1.0;
  double round_deadline_s = kForever;
  LocalOptions local;
  std::shared_ptr<const AggregationRule> aggregation;
  CheckpointPolicy checkpoints;
  LinkPolicy links;
};

/// What a restart begins from.
struct Kept {
  std::int64_t round = 0;
  Value parameters;
  double useful_s = 0.0;  // Training::useful_s of then
};

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

class Server {
 public:
  Server(Training& training, Options options)
      : training_(training),
        node_(training.server()),
        options_(std::move(options)),
        checkpoints_(training, options_.checkpoints) {}

  /// A life of the server.
  void serve() {
    if (node_.incarnation() == 0) {
      kept_ = {0, training_.begin(0), 0.0};
    } else {
      restart();
    }
    Value parameters = kept_.parameters;
    while (round_ < options_.rounds) {
      if (!training_.begin_round(round_ + 1)) {
        return;
      }
      if (round_ > given_up_ && checkpoints_.is_due(round_)) {
        take_checkpoint(parameters);
      }
      ++round_;
      parameters = federated_round(parameters);
    }
    retire_parts();
    training_.end();
  }

 private:
  void take_checkpoint(const Value& parameters) {
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

  /// From the last whole checkpoint.
  void restart() {
    checkpoints_.abandon();
    const std::int64_t lost = round_ - std::max(kept_.round, given_up_);
    given_up_ = round_;
    training_.event(
        now(), "restart", "server",
        fmt::format("from the checkpoint of round {}; rounds lost: {}", kept_.round, lost));
    training_.metric("lost_rounds", static_cast<double>(lost));
    training_.go_back_to(kept_.useful_s, is_open_ ? node_.down_since_s() - report_.begin_s : 0.0);
    if (is_open_) {
      break_round();
    }
    node_.sleep(options_.checkpoints.cost_s);
    checkpoints_.resume(round_);
  }

  void break_round() {
    results_.clear();
    for (auto& [index, part] : parts_) {
      if (part.round == round_) {
        part.outcome = "failed";
        part.updates.clear();
      }
    }
    close(parts_, round_, now(), report_);
    is_open_ = false;
    training_.end_round(report_, kept_.parameters);
  }

  Value federated_round(Value parameters) {
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
    const auto wanted =
        std::min(static_cast<std::size_t>(options_.clients_per_round), cohort.size());
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
  std::vector<Node*> draw_cohort() {
    const auto wanted = static_cast<std::size_t>(std::ceil(
        static_cast<double>(options_.clients_per_round) * options_.over_selection - 1e-9));
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

  void dispatch(Node& client, const Value& parameters) {
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
  void run_client(Node& client) {
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

  /// Notes when a client's actor has ended, also when it was killed.
  class ActorEnd {
   public:
    ActorEnd(Server& server, const Node& client) : server_(server), client_(client) {}
    ActorEnd(const ActorEnd&) = delete;
    ActorEnd& operator=(const ActorEnd&) = delete;
    ~ActorEnd() { server_.parts_.at(client_.index()).actor_end_s = server_.now(); }

   private:
    Server& server_;
    const Node& client_;
  };

  /// Until enough results are there, nobody is awaited any more, or the deadline has passed.
  /// Returns the client whose message closed the round; nothing if the deadline did.
  std::string gather(std::size_t wanted, double deadline_s) {
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

  void take(const Message& message) {
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
  Value average() {
    Aggregation mean{options_.aggregation, {}, {}};
    for (const auto& [index, update] : results_) {
      mean.updates.push_back(training_.on_wire(update));
      mean.weights.push_back(
          static_cast<double>(training_.learner(*parts_.at(index).client).samples()));
    }
    const double mean_flop = training_.update_flop(mean);
    const Value average = node_.compute({std::move(mean), mean_flop});
    training_.count_rejected(*options_.aggregation, average);
    return average;
  }

  /// Frees the clients whose parts are over for other rounds.
  void retire_parts() { retire(parts_, training_, options_.local.epochs); }

  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  Node& node_;
  Options options_;
  Checkpoints checkpoints_;
  Kept kept_;  // the last checkpoint that was whole
  std::int64_t round_ = 0;
  RoundReport report_;
  bool is_open_ = false;
  std::int64_t given_up_ = 0;  // the last round that was lost
  std::size_t awaited_ = 0;
  Parts parts_;
  std::map<std::size_t, Value> results_;  // by Node::index
};

LocalOptions local_options(const Arguments& local) {
  return {local.integer("epochs"), local.integer("batch_size"), optimizer_of(local)};
}

void launch(Training& training, const Arguments& arguments) {
  const Chosen& aggregation = arguments.chosen("aggregation");
  Options options{arguments.integer("rounds"),
                  arguments.integer("clients_per_round"),
                  arguments.real("over_selection"),
                  kForever,
                  local_options(arguments.table("local")),
                  aggregation.as<AggregationInfo>().make(*aggregation.arguments),
                  checkpoint_policy(training.setup(), arguments),
                  link_policy(arguments, training.seed())};
  if (arguments.has("round_deadline")) {
    options.round_deadline_s = arguments.real("round_deadline");
  }
  const LinkPolicy links = options.links;
  const bool restarts = options.checkpoints.takes_any();
  if (restarts) {
    for (Node* client : training.workers()) {
      training.server().watched_by(*client, links.detection);
    }
  }
  launch_server(training, links, std::make_shared<Server>(training, std::move(options)), restarts);
}

const std::vector<Parameter> kLocal{
    {.name = "epochs",
     .type = Type::kInteger,
     .summary = "passes over the client's samples in a round",
     .default_text = "1",
     .range = {1, 1e6}},
    {.name = "batch_size",
     .type = Type::kInteger,
     .summary = "samples a step; 0: all of the client's",
     .default_text = "10",
     .range = {0, 1e9}},
    optimizer_parameter("of the client, its state starting at zero in each round")};

}  // namespace

extern const StrategyInfo federated_info;
const StrategyInfo federated_info{
    {"strategy", "federated",
     "A sampled cohort trains locally; the server averages the models (FedAvg)",
     "McMahan et al. 2017 (arXiv:1602.05629); over-selection: Bonawitz et al. 2019",
     with_link_policy(
         {rounds_parameter("rounds"),
          {.name = "clients_per_round",
           .type = Type::kInteger,
           .summary = "results that a round waits for",
           .range = {1, 1e9}},
          {.name = "over_selection",
           .type = Type::kReal,
           .summary = "clients asked, as a multiple of clients_per_round",
           .default_text = "1.0",
           .range = {1.0, 100.0}},
          {.name = "round_deadline",
           .type = Type::kSeconds,
           .summary = "a round ends then with the results that are there; none: it waits",
           .default_text = kOptional,
           .range = kPositive},
          {.name = "local",
           .type = Type::kTable,
           .summary = "a client's work",
           .default_text = "{}",
           .members = kLocal},
          {.name = "aggregation",
           .type = Type::kComponent,
           .summary = "how the clients' models become one",
           .default_text = "\"weighted_mean\"",
           .family = "aggregation"},
          checkpoint_parameter("of the model; after a crash the server goes on from the last whole "
                               "one; none: a crash fails the run")})},
    launch,
    {"its result is lost; after the detection delay the round goes on with the others",
     "without checkpoints the run fails; with them the round is lost, and repaired, it goes on "
     "from "
     "the last whole one",
     "transfers are tried again; given up, the client has failed in this round",
     "the round waits for it, unless over_selection or round_deadline let it end without",
     "weighted_mean takes them in; screened_mean leaves out what is not finite or too large"}};

}  // namespace simgrad
