#include "sim/strategies/parameter_servers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/strategies/common_parameters.hpp"

namespace simgrad {
namespace {

/// A server sends its slice to a standby.
struct Replicate {
  std::vector<std::int64_t> lives;  // of the servers, when it was asked for
};

std::vector<double> slice_bytes(Shards& shards, const ParameterServerOptions& options) {
  std::vector<double> bytes;
  bytes.reserve(shards.size());
  for (const Shard& shard : shards) {
    bytes.push_back(options.state_bytes(shard.range.parameters));
  }
  return bytes;
}

std::vector<Node*> servers_of(Shards& shards) {
  std::vector<Node*> servers;
  servers.reserve(shards.size());
  for (const Shard& shard : shards) {
    servers.push_back(shard.server);
  }
  return servers;
}

}  // namespace

ParameterServers::ParameterServers(Training& training, const ParameterServerOptions& options)
    : training_(training),
      options_(options),
      shards_(std::make_shared<Shards>(training, options.slices)),
      checkpoints_(training, options.checkpoints),
      replicas_(training, servers_of(*shards_), options.replication, options.links.retry,
                slice_bytes(*shards_, options)) {}

void ParameterServers::serve(Shard& shard) {
  Node& node = *shard.server;
  if (round_ == 0 && shard.index == 0) {
    begin();
  } else if (round_ > 0 && node.incarnation() > 0) {
    restart(shard);
  }
  while (!is_over_) {
    const Message message = *node.receive();
    stand_still(node);
    take(shard, message);
  }
}

void ParameterServers::begin() {
  const std::size_t own_slots = slots(options_.optimizer);
  shards_->take_slices(training_.begin(own_slots), own_slots);
  kept_ = shards_->checkpoint(0);
  replicas_.keep_initial(kept_);
  membership_.found(training_.workers());
  if (goes_on()) {
    begin_next_round();
  }
}

bool ParameterServers::goes_on() {
  is_paused_ = true;
  is_over_ = !training_.begin_round_after(round_, options_.rounds);
  return !is_over_;
}

void ParameterServers::begin_next_round() {
  ++round_;
  round_begin_s_ = now();
  round_lives_ = shards_->lives();
  is_round_open_ = true;
  is_paused_ = false;
  begin_round();
}

void ParameterServers::end_round(const RoundReport& report) {
  is_round_open_ = false;
  training_.end_round(report, shards_->parameters());
}

void ParameterServers::next_round(Shard& shard) {
  if (goes_on() && (!checkpoints_.is_due(round_) || take_checkpoint(*shard.server))) {
    replicate_and_begin(shard);
  }
}

void ParameterServers::replicate_and_begin(Shard& own) {
  if (!replicas_.is_due(round_)) {
    begin_next_round();
    return;
  }
  replicas_.begin(shards_->checkpoint(round_));
  if (!replicas_.policy().stands_still) {
    replicas_.send_all();
    begin_next_round();
    return;
  }
  for (const Shard& shard : *shards_) {
    if (shard.index != own.index) {
      shard.server->notify(*shard.server, Replicate{shards_->lives()});
    }
  }
  send_replica(own);
}

/// Whoever is the last to have sent its slice begins the round. Until then no message is taken.
void ParameterServers::send_replica(Shard& shard) {
  const std::vector<std::int64_t> lives = shards_->lives();
  if (replicas_.send(shard.index) && shards_->lives() == lives) {
    begin_next_round();
  }
}

/// False: a server has crashed before it was whole.
bool ParameterServers::take_checkpoint(Node& server) {
  const auto is_whole = [this, lives = shards_->lives()] {
    return shards_->lives() == lives;
  };
  const Shards::Checkpoint taken = shards_->checkpoint(round_);
  checkpoints_.begin(round_);
  if (!checkpoints_.policy().stands_still) {
    checkpoints_.write([this, taken, is_whole] {
      if (is_whole()) {
        checkpoints_.end();
        kept_ = taken;
      }
    });
    return true;
  }
  still_until_s_ = now() + checkpoints_.policy().cost_s;
  stand_still(server);
  if (!is_whole()) {
    return false;
  }
  checkpoints_.end();
  kept_ = taken;
  return true;
}

void ParameterServers::stand_still(Node& server) const {
  if (still_until_s_ > now()) {
    server.sleep(still_until_s_ - now());
  }
}

void ParameterServers::take_join(const Shard& shard, const Message& message) {
  const std::size_t from = message.from->index();
  joined_lives_[from] = shards_->lives();
  membership_.lose(from, message.incarnation);
  lose(from);
  membership_.join(from, message.incarnation);
  admit(from);
  answers(shard, from);
}

void ParameterServers::take(Shard& shard, const Message& message) {
  const std::size_t from = message.from->index();
  if (const auto* replicate = message.as<Replicate>()) {
    if (replicate->lives == shards_->lives()) {
      send_replica(shard);
    }
    return;
  }
  if (message.as<AllHere>() != nullptr) {
    return;
  }
  if (const auto* gradient = message.as<WorkerGradient>()) {
    take_gradient(shard, *message.from, *gradient);
  } else if (const auto* lost = message.as<PeerLost>()) {
    if (membership_.lose(from, lost->incarnation)) {
      lose(from);
      answers(shard, from);
    }
  } else if (const auto* given_up = message.as<GaveUp>()) {
    give_up(from, *given_up);
  } else if (message.as<Join>() != nullptr) {
    take_join(shard, message);
  } else {
    take_note(shard, message);
  }
  if (!is_over_ && !is_paused_ && shards_->are_up()) {
    go_on(shard, message);
  }
}

void ParameterServers::send_parameters(std::size_t worker, std::int64_t step) {
  Node& to = training_.worker(worker);
  const GaveUp about{step, membership_.life(worker)};
  for (Shard& shard : *shards_) {
    Node& server = *shard.server;
    server.send_async(
        to, Parameters{shard.index, shards_->on_wire(shard), shard.steps, step, about.life},
        shards_->bytes(shard), options_.links.retry,
        [&to, &server, about](const Outcome<Sent>& sent) {
          if (!sent && sent.failure().kind == FailureKind::kLinkDown) {
            server.notify(to, about);
            to.notify(server, about);
          }
        });
  }
}

void ParameterServers::go_on_from_copy(std::size_t worker, std::int64_t step) {
  training_.worker(worker).notify(shards_->front(), FromCopy{step, membership_.life(worker)});
}

std::vector<Parameter> parameter_server_parameters(std::string_view rounds,
                                                   std::string_view optimizer,
                                                   std::vector<Parameter> own) {
  std::vector<Parameter> parameters{rounds_parameter(rounds), batch_size_parameter(),
                                    optimizer_parameter(optimizer)};
  parameters.insert(parameters.end(), own.begin(), own.end());
  parameters.push_back(
      {.name = "slices",
       .type = Type::kText,
       .summary = "of the parameters over several servers: equal ones, or whole tensors",
       .default_text = "\"key_range\"",
       .choices = {"key_range", "layer"}});
  parameters.push_back(checkpoint_parameter(
      "after a crash the servers go on from the last whole one; none, and no replication: a crash "
      "fails the run"));
  parameters.push_back(replication_parameter());
  return with_link_policy(std::move(parameters));
}

ParameterServerOptions parameter_server_options(const Training& training,
                                                const Arguments& arguments) {
  ParameterServerOptions options;
  options.rounds = arguments.integer("rounds");
  options.batch_size = arguments.integer("batch_size");
  options.optimizer = optimizer_of(arguments);
  options.slices = arguments.text("slices");
  options.checkpoints = checkpoint_policy(training.setup(), arguments);
  options.replication = replication_policy(arguments);
  options.state_bytes = [cost = training.cost(), arguments](std::size_t parameters) {
    return state_bytes(cost, arguments, parameters);
  };
  options.links = link_policy(arguments, training.seed());
  return options;
}

void launch_parameter_servers(Training& training, const ParameterServerOptions& options,
                              const std::shared_ptr<ParameterServers>& servers,
                              bool leaves_when_cut_off) {
  training.keep(servers);  // what it has sent may call it after its actors have ended
  const std::shared_ptr<Shards>& shards = servers->shards();
  const Detection& detection = options.links.detection;
  const bool survives = options.checkpoints.takes_any() || options.replication.replicates();
  for (Shard& shard : *shards) {
    Node& server = *shard.server;
    for (Node* worker : training.workers()) {
      if (shard.index == 0) {
        worker->watched_by(server, detection);
      }
      if (survives) {
        server.watched_by(*worker, detection);
      }
    }
    if (!survives) {
      server.set_indispensable();
    }
    let_standbys_take_over(training, server, detection,
                           [&replicas = servers->replicas(), &shard](const std::string& host) {
                             return replicas.is_on(host, shard.index);
                           });
    server.run_always([servers, &shard] {
      servers->serve(shard);
    });
  }
  for (Node* worker : training.workers()) {
    launch_served_worker(
        *worker, training, shards,
        {options.batch_size, options.optimizer, options.links, leaves_when_cut_off});
  }
}

}  // namespace simgrad
