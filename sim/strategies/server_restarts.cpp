#include <algorithm>

#include "sim/strategies/parameter_servers.hpp"

/// Parameter servers after a crash: what they go back to, and who is there again.
namespace simgrad {

/// Every server goes back; the last one to be on again sees to it, or one of those at that instant.
void ParameterServers::restart(Shard& shard) {
  if (!shards_->are_up() || shards_->lives() == restarted_lives_) {
    return;
  }
  restarted_lives_ = shards_->lives();
  ++restarts_;
  is_paused_ = true;
  still_until_s_ = 0.0;
  checkpoints_.abandon();
  replicas_.abandon();
  const auto read_s = go_back(shard);
  if (!read_s) {
    return;
  }
  lose_who_has_not_joined();
  if (is_round_open_) {
    break_round();
  }
  if (!pass_until(shard, now() + *read_s) || !call_the_roll(shard)) {
    return;
  }
  checkpoints_.resume(round_);
  membership_.admit();
  if (goes_on()) {
    replicate_and_begin(shard);
  }
}

std::optional<double> ParameterServers::go_back(const Shard& shard) {
  const auto from = replicas_.source(checkpoints_.policy().takes_any() ? &kept_ : nullptr);
  if (!from) {
    is_over_ = true;
    training_.engine().stop(RunStatus::kFailed, nothing_left(*shard.server));
    return std::nullopt;
  }
  const std::int64_t lost = round_ - std::max(from->state.round, given_up_);
  given_up_ = round_;
  replicas_.report_restart(*from, lost,
                           is_round_open_ ? shards_->crash_s(round_lives_) - round_begin_s_ : 0.0);
  shards_->go_back_to(from->state);
  return from->is_replica ? 0.0 : checkpoints_.policy().cost_s;
}

/// Whoever was a member and has not asked to join since all servers live is called.
void ParameterServers::lose_who_has_not_joined() {
  const std::vector<std::int64_t> lives = shards_->lives();
  for (Node* worker : training_.workers()) {
    const std::size_t index = worker->index();
    const auto joined = joined_lives_.find(index);
    if (joined == joined_lives_.end() || joined->second != lives) {
      if (membership_.members().count(index) > 0) {
        called_.insert(index);
      }
      membership_.lose(index, membership_.life(index));
      lose(index);
    }
  }
}

/// Who asks to join meanwhile is heard. False: a server has crashed before the end.
bool ParameterServers::pass_until(Shard& shard, double end_s) {
  const std::vector<std::int64_t> lives = shards_->lives();
  while (now() < end_s) {
    if (const auto message = shard.server->receive(end_s - now())) {
      take(shard, *message);
    }
  }
  return shards_->lives() == lives;
}

/// Until everybody who was called has asked to join, or is known to be lost. False: a server has
/// crashed before the end.
bool ParameterServers::call_the_roll(Shard& shard) {
  const std::vector<std::int64_t> lives = shards_->lives();
  const double end_s = now() + options_.links.detection.after_s(now());
  caller_ = shard.server;
  while (!called_.empty() && now() < end_s) {
    if (const auto message = shard.server->receive(end_s - now())) {
      take(shard, *message);
    }
  }
  caller_ = nullptr;
  if (shards_->lives() != lives) {
    return false;
  }
  called_.clear();
  return true;
}

void ParameterServers::answers(const Shard& shard, std::size_t worker) {
  const bool was_called = called_.erase(worker) > 0;
  if (was_called && called_.empty() && caller_ != nullptr && caller_ != shard.server) {
    caller_->notify(*shard.server, AllHere{});
  }
}

}  // namespace simgrad
