#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "kernels/aggregation/aggregation.hpp"
#include "sim/strategies/parameter_servers.hpp"
#include "sim/strategies/strategy.hpp"

/// Synchronous data-parallel SGD with parameter servers.
///
/// Each round the servers send the parameters to every worker (a pull), each worker computes the
/// gradient of a mini-batch and sends it back (a push), and the servers step with the mean,
/// weighted by batch sizes: one step of SGD on the union of the batches.
///
/// Backup workers. Of n members the first max(1, n − b) gradients count: n is the number of members
/// when the round begins, so that crashes cost gradients and not backups. A gradient is there when
/// all its slices are. The others are late: who is computing abandons it when the next parameters
/// come, what is in flight is dropped when it arrives.
///
/// Several servers agree at no simulated cost on which gradients count, and each begins its update
/// then; the round ends with the last update.
///
/// Failures. A worker's crash loses its gradient; after the detection delay the round goes on
/// without it. Repaired, the worker asks to join and takes part from the next round. A transfer
/// whose link is down is tried again; when it is given up, the round goes on without that worker.
/// For the servers' crashes see parameter_servers.hpp.
namespace simgrad {
namespace {

struct Options {
  ParameterServerOptions servers;
  std::int64_t backup_workers = 0;
  std::shared_ptr<const AggregationRule> aggregation;
};

/// The round's gradients are there: the server updates its slice.
struct Update {
  std::int64_t restarts = 0;  // of the servers, when it was asked for
};

class SynchronousServers final : public ParameterServers {
 public:
  SynchronousServers(Training& training, const Options& options)
      : ParameterServers(training, options.servers), options_(options) {}

 private:
  /// What of a worker's gradient of this round has arrived.
  struct Push {
    std::vector<Value> slices;  // by shard
    std::size_t arrived = 0;
    Value gradient;
    std::int64_t samples = 0;
  };

  void begin_round() override {
    report_ = {};
    report_.round = round();
    report_.begin_s = now();
    arriving_.clear();
    counted_.clear();
    is_updating_ = false;
    pull();
  }

  /// Asks every member for a gradient; without one, who joins next is asked.
  void pull() {
    awaited_ = membership().members();
    const auto members = static_cast<std::int64_t>(awaited_.size());
    report_.selected = members;
    wanted_ = static_cast<std::size_t>(
        std::max(std::min<std::int64_t>(members, 1), members - options_.backup_workers));
    const std::set<std::size_t> all = awaited_;
    for (const std::size_t index : all) {
      send_parameters(index, report_.round);
    }
  }

  void take_gradient(Shard& shard, const Node& worker, const WorkerGradient& gradient) override {
    const std::size_t from = worker.index();
    if (gradient.step != round() || is_updating_ || awaited_.count(from) == 0) {
      return;
    }
    Push& push = arriving_[from];
    push.slices.resize(shards()->size());
    push.slices[shard.index] = gradient.slice;
    push.gradient = gradient.gradient;
    push.samples = gradient.samples;
    if (++push.arrived == shards()->size()) {
      counted_.emplace(from, std::move(push));
      arriving_.erase(from);
      awaited_.erase(from);
      report_.critical_node = worker.name();
    }
  }

  void give_up(std::size_t worker, const GaveUp& given_up) override {
    if (given_up.step == round()) {
      lose(worker);
    }
  }

  void lose(std::size_t worker) override {
    if (!is_updating_) {
      awaited_.erase(worker);
    }
  }

  void admit(std::size_t /*worker*/) override {
    if (membership().members().empty()) {
      membership().admit();
    }
  }

  void go_on(Shard& shard, const Message& /*message*/) override {
    if (is_updating_) {
      return;
    }
    if (report_.selected == 0) {
      pull();
    } else if (counted_.size() == wanted_ || awaited_.empty()) {
      close(shard);
    }
  }

  /// No further gradient counts: every server updates its slice.
  void close(Shard& own) {
    is_updating_ = true;
    updated_ = 0;
    if (counted_.empty()) {
      end(own);
      return;
    }
    for (const Shard& shard : *shards()) {
      if (shard.index != own.index) {
        shard.server->notify(*shard.server, Update{restarts()});
      }
    }
    update(own);
  }

  void take_note(Shard& shard, const Message& message) override {
    if (message.as<Update>()->restarts == restarts()) {
      update(shard);
    }
  }

  /// w ← optimizer(w, Σ_k b_k g_k / Σ_k b_k), in the order of workers; costs the server's time.
  void update(Shard& shard) {
    const std::int64_t restarts_before = restarts();
    Aggregation mean{options_.aggregation, {}, {}};
    for (const auto& [from, push] : counted_) {
      mean.updates.push_back(push.slices[shard.index]);
      mean.weights.push_back(static_cast<double>(push.samples));
    }
    const double mean_flop = training().update_flop(mean);
    const Value gradient = shard.server->compute({std::move(mean), mean_flop});
    training().count_rejected(*options_.aggregation, gradient);
    const Value state = shards()->step(shard, optimizer(), gradient);
    if (restarts() != restarts_before) {
      return;  // a server was lost meanwhile, and all are back at the checkpoint
    }
    shards()->set_state(shard, state);
    ++shard.steps;
    if (++updated_ == shards()->size() && shards()->are_up()) {
      end(shard);
    }  // else the round is broken when who is off is on again
  }

  void end(Shard& shard) {
    membership().admit();
    report_.completed = static_cast<std::int64_t>(counted_.size());
    report_.late = static_cast<std::int64_t>(awaited_.size());
    report_.failed = report_.selected - report_.completed - report_.late;
    end_round(report_);
    report_nodes();
    next_round(shard);
  }

  void break_round() override {
    membership().admit();
    awaited_.clear();
    counted_.clear();
    report_.failed = report_.selected;
    report_.critical_node.clear();
    end_round(report_);
    report_nodes();
  }

  void report_nodes() {
    for (Node* worker : training().workers()) {
      NodeReport row{worker, round(), report_.begin_s, now(), 0, "failed", {}};
      const auto push = counted_.find(worker->index());
      if (push != counted_.end()) {
        row.outcome = "completed";
        row.samples = push->second.samples;
        row.updates = {push->second.gradient};
      } else if (awaited_.count(worker->index()) > 0) {
        row.outcome = "late";
        row.is_cut_short = true;
      }
      training().node_report(row);
    }
  }

  Options options_;
  RoundReport report_;
  std::set<std::size_t> awaited_;         // whose gradient of this round is to come, by Node::index
  std::map<std::size_t, Push> arriving_;  // in part
  std::map<std::size_t, Push> counted_;
  std::size_t wanted_ = 0;
  bool is_updating_ = false;
  std::size_t updated_ = 0;  // servers that have
};

void launch(Training& training, const Arguments& arguments) {
  const Chosen& aggregation = arguments.chosen("aggregation");
  const Options options{parameter_server_options(training, arguments),
                        arguments.integer("backup_workers"),
                        aggregation.as<AggregationInfo>().make(*aggregation.arguments)};
  launch_parameter_servers(training, options.servers,
                           std::make_shared<SynchronousServers>(training, options), false);
}

}  // namespace

extern const StrategyInfo synchronous_parameter_server_info;
const StrategyInfo synchronous_parameter_server_info{
    {"strategy", "synchronous_parameter_server",
     "Workers pull parameters and push gradients; the servers step with the mean of the first",
     "Li et al. 2014 (OSDI), synchronous; Chen et al. 2016 (arXiv:1604.00981), backup workers",
     parameter_server_parameters(
         "steps of the servers", "of the servers",
         {{.name = "aggregation",
           .type = Type::kComponent,
           .summary = "how gradients become one",
           .default_text = "\"weighted_mean\"",
           .family = "aggregation"},
          {.name = "backup_workers",
           .type = Type::kInteger,
           .summary = "gradients of a round that are not waited for: the last to arrive",
           .default_text = "0",
           .range = {0, 1e9}}})},
    launch,
    {"after the detection delay the round goes on without its gradient; repaired, it joins the "
     "next round",
     kServerLost,
     "transfers are tried again; given up, the round goes on without that worker's gradient",
     "the round waits for it, unless backup_workers let it end with the gradients that are there",
     "weighted_mean takes them in; screened_mean leaves out what is not finite or too large"},
    false,
    true};

}  // namespace simgrad
