#include <algorithm>

#include <fmt/format.h>

#include "sim/strategies/group.hpp"

/// Who is in a group: losses, and how it is formed without who was lost and with who joins.
namespace simgrad {

void Group::take(const Message& message) {
  Node& from = *message.from;
  if (const auto* lost = message.as<PeerLost>()) {
    lose(from, lost->incarnation);
  } else if (const auto* broken = message.as<Broken>()) {
    part_company(from, *broken->to);
  } else if (const auto* unformed = message.as<Unformed>()) {
    give_up(from, *unformed->sender, unformed->generation);
  } else if (const auto* saved = message.as<Saved>()) {
    take_saved(from, saved->round);
  } else if (message.as<Join>() != nullptr) {
    lose(from, message.incarnation - 1);
    membership_.join(from.index(), message.incarnation);
    last_step_ = std::min(last_step_, begun_);  // nobody begins another before it is admitted
  }
  form_if_ready();
}

void Group::take_office() {
  for (Node* worker : training_.workers()) {
    members_[worker->index()].part_is_gathered = false;
    waits_[worker->index()] = false;
    worker->notify(rendezvous_, Formed{});  // who waits says so again
  }
  if (!have_begun()) {
    disband("the rendezvous");  // nobody else would send them their parts
  }
}

void Group::lose(Node& node, std::int64_t life) {
  const bool was_member = is_member(node);
  if (!membership_.lose(node.index(), life) || !was_member) {
    return;
  }
  members_[node.index()] = Member{};
  ++lost_members_;
  lose_saved(node);
  if (!is_forming_) {
    crash_s_ = node.incarnation() > life ? node.down_since_s() : now();
  }
  if (options_.on_failure == OnFailure::kAbort) {
    is_over_ = true;
    training_.engine().stop(
        RunStatus::kFailed,
        fmt::format("worker {} was lost (on_failure = \"abort\")", node.name()));
    return;
  }
  disband(node.name());
}

void Group::part_company(Node& from, Node& to) {
  if (is_forming_ || !is_member(from) || !is_member(to)) {
    return;
  }
  if (from.can_reach(to)) {
    crash_s_ = now();
    disband("the way to " + to.name());
    return;
  }
  const bool to_is_cut_off = within_reach(from) >= within_reach(to);
  Node& cut_off = to_is_cut_off ? to : from;
  lose(cut_off, cut_off.incarnation());
  cut_off.notify(rendezvous_, Abandon{generation_, "its links"});
  cut_off.notify(rendezvous_, Excluded{to_is_cut_off ? &from : &to});
}

std::size_t Group::within_reach(const Node& node) const {
  const auto reaches = [&](const Node& other) {
    return node.can_reach(other) && other.can_reach(node);
  };
  const auto& members = membership_.members();
  const auto found = std::count_if(members.begin(), members.end(), [&](std::size_t index) {
    return reaches(training_.worker(index));
  });
  return static_cast<std::size_t>(found) + (reaches(rendezvous_) ? 1 : 0);
}

void Group::disband(const std::string& lost) {
  if (is_forming_) {
    return;
  }
  is_forming_ = true;
  for (const std::size_t index : membership_.members()) {
    training_.worker(index).notify(rendezvous_, Abandon{generation_, lost});
  }
}

void Group::form_if_ready() {
  const bool makes_room = last_step_ != kNoLimit && have_begun();
  if (is_over_ || !(is_forming_ || makes_room) || !are_ready()) {
    return;
  }
  end_rounds();
  membership_.admit();
  const bool lacks_some = membership_.members().size() != training_.workers().size();
  if (is_over_ || membership_.members().empty() || !are_ready() ||
      (options_.on_failure == OnFailure::kWait && lacks_some)) {
    return;
  }
  form();
}

bool Group::are_ready() const {
  const auto& members = membership_.members();
  return std::all_of(members.begin(), members.end(), [this](std::size_t index) {
    return waits_[index];
  });
}

bool Group::have_begun() const {
  const auto& members = membership_.members();
  return std::all_of(members.begin(), members.end(), [this](std::size_t index) {
    return members_[index].generation == generation_;
  });
}

void Group::form() {
  const bool is_first = generation_ == 0;
  const std::vector<Node*> holders = holders_of_state();
  const bool gathered = !is_forming_ && !holders.empty() && holders.size() == ranks_.size();
  const bool loses_parts = !strategy_->is_replicated() && !gathered;
  if (!strategy_->is_replicated() && gathered) {
    checkpoint_ = {ended_, strategy_->whole_of(parts_after(ended_)), training_.useful_s()};
  }
  ranks_.clear();
  for (const std::size_t index : membership_.members()) {
    ranks_.push_back(&training_.worker(index));
  }
  ++generation_;
  for (Node* node : ranks_) {
    members_[node->index()].post = new_postbox(*node);
  }
  is_forming_ = false;
  last_step_ = kNoLimit;
  if (!checkpoints_.is_under_way()) {
    planned_ = kNone;
  }
  const bool goes_back = !is_first && (holders.empty() || loses_parts);
  if (goes_back) {
    go_back();
    for (const Node* node : ranks_) {  // until they are sent what they go on from
      Member& member = members_[node->index()];
      member.completed = kNone;
      member.part = {};
      member.previous = {};
    }
  }
  begun_ = ended_;
  hand_out_all(holders, is_first, goes_back ? checkpoints_.policy().cost_s : 0.0);
}

void Group::hand_out_all(const std::vector<Node*>& holders, bool is_first, double read_s) {
  if (read_s > 0.0) {
    training_.engine().at(now() + read_s, [this, holders, generation = generation_] {
      if (generation == generation_ && !is_forming_) {
        hand_out_all(holders, false, 0.0);
      }
    });
    return;
  }
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    hand_out(rank, holders, is_first);
  }
}

/// Of the last generation; of those who hold a part of it each, who has got it to the rendezvous.
std::vector<Node*> Group::holders_of_state() const {
  std::vector<Node*> holders;
  for (Node* node : ranks_) {
    const Member& member = members_[node->index()];
    if (is_member(*node) && member.completed != kNone &&
        (strategy_->is_replicated() || member.part_is_gathered)) {
      holders.push_back(node);
    }
  }
  return holders;
}

void Group::hand_out(std::size_t rank, const std::vector<Node*>& holders, bool is_first) {
  Node& node = *ranks_[rank];
  const bool holds = strategy_->is_replicated() &&
                     std::find(holders.begin(), holders.end(), &node) != holders.end();
  if (holds) {
    begin(node, generation_, part_after_ended(node));
    return;
  }
  const bool has_donor = strategy_->is_replicated() && !holders.empty();
  Node& sender = has_donor ? first_up(holders) : rendezvous_;
  const Value part = has_donor ? part_after_ended(sender)
                               : strategy_->part_of(checkpoint_.whole, rank, ranks_.size());
  if (is_first) {
    begin(node, generation_, part);
    return;
  }
  if (!sender.is_up()) {
    return;  // all who hold the state are lost, and that will be known soon
  }
  sender.send_async(
      node, Formed{}, part_bytes(node), options_.links.retry,
      [this, &node, &sender, part, generation = generation_](const Outcome<Sent>& sent) {
        if (sent) {
          begin(node, generation, part);
        } else if (sent.failure().kind == FailureKind::kLinkDown) {
          rendezvous_.notify(node, Unformed{generation, &sender});
        }
      });
}

Node& Group::first_up(const std::vector<Node*>& nodes) {
  const auto up = std::find_if(nodes.begin(), nodes.end(), [](const Node* node) {
    return node->is_up();
  });
  return up == nodes.end() ? *nodes.front() : **up;
}

Value Group::part_after_ended(const Node& node) const {
  const Member& member = members_[node.index()];
  return member.completed == ended_ ? member.part : member.previous;
}

void Group::begin(Node& node, std::int64_t generation, const Value& part) {
  if (generation != generation_ || is_forming_) {
    return;
  }
  if (has_gone_back_) {
    resumed_s_ = now();
    checkpoints_.resume(ended_ + lost_rounds_);
  }
  Member& member = members_[node.index()];
  member.generation = generation;
  member.completed = ended_;
  member.part = part;
  member.previous = {};
  member.part_is_gathered = false;
  node.notify(rendezvous_, Formed{});
}

void Group::give_up(Node& node, Node& sender, std::int64_t generation) {
  if (generation == generation_ && is_member(node)) {
    lose(node, node.incarnation());
    node.notify(rendezvous_, Excluded{&sender});
  }
}

bool Group::is_member(const Node& node) const {
  return membership_.members().count(node.index()) > 0;
}

}  // namespace simgrad
