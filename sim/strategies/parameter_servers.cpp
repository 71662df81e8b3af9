#include "sim/strategies/parameter_servers.hpp"

#include <fmt/format.h>

#include "sim/strategies/common_parameters.hpp"

namespace simgrad {

ParameterServers::ParameterServers(Training& training, const ParameterServerOptions& options)
    : training_(training),
      options_(options),
      shards_(std::make_shared<Shards>(training, options.slices)) {}

void ParameterServers::serve(Shard& shard) {
  Node& node = *shard.server;
  if (round_ == 0 && shard.index == 0) {
    begin();
  } else if (round_ > 0 && node.incarnation() > 0) {
    restart();
  }
  while (!is_over_) {
    take(shard, *node.receive());
  }
}

void ParameterServers::begin() {
  const std::size_t own_slots = slots(options_.optimizer);
  shards_->take_slices(training_.begin(own_slots), own_slots);
  shards_->keep(0);
  membership_.found(training_.workers());
  next_round();
}

void ParameterServers::next_round() {
  is_over_ = !training_.begin_round_after(round_, options_.rounds);
  if (!is_over_) {
    ++round_;
    begin_round();
  }
}

void ParameterServers::end_round(const RoundReport& report) {
  training_.end_round(report, shards_->parameters());
  const std::int64_t every = options_.checkpoint_every_rounds;
  if (every > 0 && round_ % every == 0) {
    shards_->keep(round_);
  }
}

/// Every server goes back to the checkpoint; the last one to be repaired sees to it.
void ParameterServers::restart() {
  if (!shards_->are_up()) {
    return;
  }
  ++restarts_;
  const std::int64_t kept = shards_->go_back();
  training_.event(
      now(), "restart", "server",
      fmt::format("from the checkpoint of round {}; rounds lost: {}", kept, round_ - kept));
  training_.metric("lost_rounds", static_cast<double>(round_ - kept));
  const std::vector<std::int64_t> lives = shards_->lives();
  for (Node* worker : training_.workers()) {
    const auto joined = joined_lives_.find(worker->index());
    if (joined == joined_lives_.end() || joined->second != lives) {
      membership_.lose(worker->index(), membership_.life(worker->index()));
      lose(worker->index());
    }
  }
  break_round();
  next_round();
}

void ParameterServers::take(Shard& shard, const Message& message) {
  const std::size_t from = message.from->index();
  if (const auto* gradient = message.as<WorkerGradient>()) {
    take_gradient(shard, *message.from, *gradient);
  } else if (const auto* lost = message.as<PeerLost>()) {
    if (membership_.lose(from, lost->incarnation)) {
      lose(from);
    }
  } else if (const auto* given_up = message.as<GaveUp>()) {
    give_up(from, *given_up);
  } else if (message.as<Join>() != nullptr) {
    joined_lives_[from] = shards_->lives();
    membership_.lose(from, message.incarnation);
    lose(from);
    membership_.join(from, message.incarnation);
    admit(from);
  } else {
    take_note(shard, message);
  }
  if (!is_over_ && shards_->are_up()) {
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
  parameters.push_back(
      {.name = "checkpoint_every_rounds",
       .type = Type::kInteger,
       .summary = "after a crash the servers go on from the last; 0: a crash fails the run",
       .default_text = "0",
       .range = {0, 1e9}});
  return with_link_policy(std::move(parameters));
}

ParameterServerOptions parameter_server_options(const Arguments& arguments) {
  ParameterServerOptions options;
  options.rounds = arguments.integer("rounds");
  options.batch_size = arguments.integer("batch_size");
  options.optimizer = optimizer_of(arguments);
  options.slices = arguments.text("slices");
  options.checkpoint_every_rounds = arguments.integer("checkpoint_every_rounds");
  options.links = link_policy(arguments);
  return options;
}

void launch_parameter_servers(Training& training, const ParameterServerOptions& options,
                              const std::shared_ptr<ParameterServers>& servers,
                              bool leaves_when_cut_off) {
  training.keep(servers);  // what it has sent may call it after its actors have ended
  const std::shared_ptr<Shards>& shards = servers->shards();
  const double detection_delay_s = options.links.detection_delay_s;
  for (Shard& shard : *shards) {
    Node& server = *shard.server;
    for (Node* worker : training.workers()) {
      if (shard.index == 0) {
        worker->watched_by(server, detection_delay_s);
      }
      if (options.checkpoint_every_rounds > 0) {
        server.watched_by(*worker, detection_delay_s);
      }
    }
    if (options.checkpoint_every_rounds == 0) {
      server.set_indispensable();
    }
    server.run_always([servers, &shard] {
      servers->serve(shard);
    });
  }
  for (Node* worker : training.workers()) {
    launch_served_worker(*worker, training, shards,
                         {options.batch_size, options.links, leaves_when_cut_off});
  }
}

}  // namespace simgrad
