#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/strategies/group.hpp"

/// What is kept of a group's state, and how it goes back to that.
namespace simgrad {

void Group::plan_checkpoint(const Member& member) {
  const std::int64_t round = member.completed + lost_rounds_;
  if (planned_ == kNone && member.completed == begun_ && round < options_.rounds &&
      checkpoints_.is_due(round)) {
    planned_ = member.completed;
  }
}

void Group::save(std::int64_t round, const Value& whole) {
  checkpoints_.begin(round);
  saving_ = {ended_, whole, training_.useful_s()};
  saving_round_ = round;
  const std::vector<Node*> senders =
      strategy_->is_replicated() ? std::vector<Node*>{&first_up(ranks_)} : ranks_;
  saved_from_ = {senders.begin(), senders.end()};
  for (Node* node : senders) {
    if (!node->is_up()) {
      continue;
    }
    const auto on_end = [this, node, round](const Outcome<Sent>& sent) {
      if (!sent && round == saving_round_) {
        lose_saved(*node);
      }
    };
    node->send_async(rendezvous_, Saved{round}, saved_bytes(*node), options_.links.retry, on_end);
  }
  if (!checkpoints_.policy().stands_still) {
    planned_ = kNone;
  }
}

void Group::take_saved(const Node& from, std::int64_t round) {
  if (round != saving_round_ || saved_from_.erase(&from) == 0 || !saved_from_.empty()) {
    return;
  }
  checkpoints_.write([this, life = rendezvous_.incarnation()] {
    if (rendezvous_.incarnation() != life) {
      checkpoints_.abandon();
      release();
      return;
    }
    checkpoints_.end();
    if (saving_.step > checkpoint_.step) {  // not if the group has been formed anew since
      checkpoint_ = saving_;
    }
    release();
  });
}

void Group::lose_saved(const Node& from) {
  if (saved_from_.count(&from) > 0) {
    checkpoints_.abandon();
    release();
  }
}

void Group::release() {
  saved_from_.clear();
  saving_round_ = kNone;
  if (!checkpoints_.policy().stands_still || planned_ == kNone) {
    return;
  }
  planned_ = kNone;
  round_begin_s_ = now();
  for (Node* node : ranks_) {
    node->notify(rendezvous_, Formed{});
  }
}

void Group::go_back() {
  const bool stood_still = planned_ == ended_;
  if (checkpoint_.step < ended_) {
    const std::int64_t lost = ended_ - checkpoint_.step;
    lost_rounds_ += lost;
    training_.metric("lost_rounds", static_cast<double>(lost));
    training_.event(now(), "rollback", rendezvous_.name(),
                    fmt::format("{} rounds back, to the checkpoint", lost));
    ended_ = checkpoint_.step;
  }
  const double begun_s = has_gone_back_ ? resumed_s_ : round_begin_s_;
  training_.go_back_to(checkpoint_.useful_s, stood_still ? 0.0 : std::max(0.0, crash_s_ - begun_s));
  has_gone_back_ = true;
  resumed_s_ = kForever;  // not yet
  checkpoints_.abandon();
  release();
}

double Group::part_bytes(const Node& node) const {
  return whole_bytes(strategy_->part_copies(rank_of(node), ranks_.size()));
}

double Group::saved_bytes(const Node& node) const {
  return whole_bytes(strategy_->saved_copies(rank_of(node), ranks_.size()));
}

double Group::whole_bytes(double copies) const {
  return std::round(training_.parameter_bytes() * copies);
}

}  // namespace simgrad
