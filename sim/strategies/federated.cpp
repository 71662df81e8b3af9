#include <memory>
#include <utility>

#include "kernels/aggregation/aggregation.hpp"
#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/federated_server.hpp"
#include "sim/strategies/membership.hpp"
#include "sim/strategies/strategy.hpp"

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
/// The server's crash ends the round without a result. With standbys its role passes to one of
/// them, who goes on from the last whole replica (replication.hpp). With `checkpoint` alone, or
/// when that is newer or the replica is lost, whoever is the server next reads the last whole
/// checkpoint. Then the next round begins; what clients of earlier rounds send is dropped, and who
/// waits for the model gives up when it notices. While the server writes a synchronous checkpoint,
/// or sends such a replica, no round is open. With neither its crash fails the run.
namespace simgrad {
namespace {

LocalOptions local_options(const Arguments& local) {
  return {local.integer("epochs"), local.integer("batch_size"), optimizer_of(local)};
}

void launch(Training& training, const Arguments& arguments) {
  const Chosen& aggregation = arguments.chosen("aggregation");
  FederatedOptions options{arguments.integer("rounds"),
                           arguments.integer("clients_per_round"),
                           arguments.real("over_selection"),
                           kForever,
                           local_options(arguments.table("local")),
                           aggregation.as<AggregationInfo>().make(*aggregation.arguments),
                           checkpoint_policy(training.setup(), arguments),
                           replication_policy(arguments),
                           link_policy(arguments, training.seed())};
  if (arguments.has("round_deadline")) {
    options.round_deadline_s = arguments.real("round_deadline");
  }
  const LinkPolicy links = options.links;
  const bool restarts = options.checkpoints.takes_any() || options.replication.replicates();
  if (restarts) {
    for (Node* client : training.workers()) {
      training.server().watched_by(*client, links.detection);
    }
  }
  const auto server = std::make_shared<FederatedServer>(training, std::move(options));
  let_standbys_take_over(training, training.server(), links.detection,
                         [server = server.get()](const std::string& host) {
                           return server->has_replica(host);
                         });
  launch_server(training, links, server, restarts);
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
                               "one; none, and no replication: a crash fails the run"),
          replication_parameter()})},
    launch,
    {"its result is lost; after the detection delay the round goes on with the others",
     "its round is lost; a standby takes over with the last replica; without, it goes on, once "
     "repaired, from the last checkpoint; without that, the run fails",
     "transfers are tried again; given up, the client has failed in this round",
     "the round waits for it, unless over_selection or round_deadline let it end without",
     "weighted_mean takes them in; screened_mean leaves out what is not finite or too large"}};

}  // namespace simgrad
