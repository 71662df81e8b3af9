#include "sim/strategies/group.hpp"

#include <algorithm>

/// The members of a group: their steps, and the rounds that these are.
namespace simgrad {

void Group::serve() {
  if (!checkpoint_.whole) {
    checkpoint_ = {0, training_.begin(strategy_->slots()), 0.0};
    membership_.found(training_.workers());
    is_over_ = !training_.begin_round(1);
  } else {
    take_office();
  }
  while (true) {
    take(*rendezvous_.receive());
  }
}

void Group::work(Node& node) {
  if (node.incarnation() > 0) {
    members_[node.index()] = Member{};  // what its last life held is lost, known or not
    waits_[node.index()] = false;
    join(node, rendezvous_, options_.links);
  }
  while (true) {
    const Turn turn = next(node);
    if (const auto made = strategy_->step(turn.peers, turn.part, turn.step)) {
      end_step(node, turn, *made);
    } else if (members_[node.index()].generation == turn.generation) {
      // The others may be ahead: nothing of it is sent a second time before they are told.
      members_[node.index()].generation = kNone;
    }
  }
}

Group::Turn Group::next(Node& node) {
  Member& member = members_[node.index()];
  std::pair tried_in{kNone, kNone};  // generation and life of the rendezvous, to gather its part
  while (has_to_wait(member)) {
    const bool makes_room = member.generation == generation_ && member.completed >= last_step_;
    const std::pair here{generation_, rendezvous_.incarnation()};
    const bool may_gather = makes_room && !is_forming_ && rendezvous_.is_up();
    if (may_gather && !strategy_->is_replicated() && tried_in != here) {
      tried_in = here;
      gather_part(node);
    }
    waits_[node.index()] = true;
    rendezvous_.notify(node, Ready{});
    auto message = node.receive();
    if (const auto* excluded = message->as<Excluded>()) {
      excluded->from->wait_until_reachable(node);
      join(node, rendezvous_, options_.links);
    } else if (member.post) {
      member.post->keep(std::move(*message));  // others have been formed a moment before
    }
  }
  waits_[node.index()] = false;
  begun_ = std::max(begun_, member.completed + 1);
  return {generation_, member.completed + 1, member.part, Communicator(member.post, ranks_)};
}

void Group::gather_part(Node& node) {
  Member& member = members_[node.index()];
  waits_[node.index()] = false;
  const std::int64_t generation = member.generation;
  const auto sent = node.send(rendezvous_, Saved{kNone}, saved_bytes(node), options_.links.retry);
  member.part_is_gathered = sent && member.generation == generation;
}

bool Group::has_to_wait(const Member& member) const {
  const bool stands_still = planned_ != kNone && checkpoints_.policy().stands_still;
  return is_over_ || is_forming_ || member.generation != generation_ ||
         member.completed >= last_step_ || (stands_still && member.completed >= planned_) ||
         member.completed + lost_rounds_ == options_.rounds;
}

std::shared_ptr<Postbox> Group::new_postbox(Node& node) {
  auto on_broken = [this, &node, generation = generation_](Node& to) {
    if (generation == generation_) {
      rendezvous_.notify(node, Broken{&to});
    }
  };
  return std::make_shared<Postbox>(training_, node, generation_, options_.links.retry,
                                   std::move(on_broken));
}

void Group::end_step(const Node& node, const Turn& turn, const MemberStep& made) {
  Member& member = members_[node.index()];
  if (member.generation != turn.generation) {
    return;  // the group has gone back meanwhile
  }
  member.previous = std::exchange(member.part, made.part);
  member.last_step = made;
  ++member.completed;
  plan_checkpoint(member);
  training_.node_step_ends(node);
  last_to_end_ = node.name();
  end_rounds();
}

void Group::end_rounds() {
  const auto& members = membership_.members();
  if (members.empty() || (!strategy_->is_replicated() && members.size() != ranks_.size())) {
    return;
  }
  std::int64_t completed = kNoLimit;
  for (const std::size_t index : members) {
    completed = std::min(completed, members_[index].completed);
  }
  while (!is_over_ && ended_ < completed) {
    end_round();
  }
}

void Group::end_round() {
  ++ended_;
  RoundReport report;
  report.round = ended_ + lost_rounds_;
  report.begin_s = round_begin_s_;
  report.completed = static_cast<std::int64_t>(membership_.members().size());
  report.failed = std::exchange(lost_members_, 0);
  report.selected = report.completed + report.failed;
  report.critical_node = last_to_end_;
  report.given_up_s = std::exchange(has_gone_back_, false) ? resumed_s_ - round_begin_s_ : 0.0;
  const Value whole = strategy_->whole_of(parts_after(ended_));
  training_.end_round(report, whole);
  report_nodes(report);
  round_begin_s_ = now();
  is_over_ = !training_.begin_round_after(report.round, options_.rounds);
  if (!is_over_ && !is_forming_ && planned_ == ended_) {
    save(report.round, whole);
  }
}

std::vector<Value> Group::parts_after(std::int64_t step) const {
  std::vector<Value> parts;
  for (const Node* node : ranks_) {
    const Member& member = members_[node->index()];
    if (member.completed >= step) {
      parts.push_back(member.completed == step ? member.part : member.previous);
    }
  }
  return parts;
}

void Group::report_nodes(const RoundReport& round) {
  for (Node* worker : training_.workers()) {
    Member& member = members_[worker->index()];
    NodeReport report{worker, round.round, round.begin_s, now(), 0, "failed", {}};
    if (member.last_step) {
      report.outcome = "completed";
      report.samples = member.last_step->samples;
      report.updates = member.last_step->updates;
      member.last_step.reset();
    } else {
      training_.node_step_ends(*worker);
    }
    training_.node_report(report);
  }
}

std::size_t Group::rank_of(const Node& node) const {
  const auto rank = std::find(ranks_.begin(), ranks_.end(), &node) - ranks_.begin();
  return static_cast<std::size_t>(rank);
}

}  // namespace simgrad
