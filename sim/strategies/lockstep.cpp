#include "sim/strategies/lockstep.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/strategies/membership.hpp"

namespace simgrad {
namespace {

/// A member waits for the group to be formed.
struct Ready {};
/// The group has been formed, for its receiver too.
struct Formed {};
/// A transfer between two members was given up because of its links.
struct Broken {
  Node* to = nullptr;
};
/// A member's state was given up on its way from `sender`, because of its links.
struct Unformed {
  std::int64_t generation = 0;
  Node* sender = nullptr;
};
/// The group goes on without the receiver, which `from` cannot reach.
struct Excluded {
  Node* from = nullptr;
};
/// A part of a checkpoint has arrived where it is kept.
struct Saved {
  std::int64_t round = 0;
};

constexpr std::int64_t kNone = -1;
constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

/// A step that a member is to make.
struct Turn {
  std::int64_t generation = 0;
  std::int64_t step = 0;
  Value part;
  Communicator peers;
};

class Group {
 public:
  Group(Training& training, const GroupOptions& options, std::shared_ptr<Lockstep> strategy)
      : training_(training),
        rendezvous_(training.server()),
        options_(options),
        strategy_(std::move(strategy)),
        members_(1 + training.workers().size()),
        waits_(members_.size(), false) {}

  /// The rendezvous' actor.
  void serve() {
    checkpoint_ = {0, training_.begin(strategy_->slots())};
    membership_.found(training_.workers());
    is_over_ = !training_.begin_round(1);
    while (true) {
      take(*rendezvous_.receive());
    }
  }

  /// A worker's actor.
  void work(Node& node) {
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

 private:
  struct Member {
    std::shared_ptr<Postbox> post;        // of the generation that it is to be in
    std::int64_t generation = kNone;      // that it is in
    std::int64_t completed = kNone;       // steps; kNone: it holds no state
    Value part;                           // of the state after them
    Value previous;                       // and after the step before
    std::optional<MemberStep> last_step;  // not reported yet
  };
  struct Checkpoint {
    std::int64_t step = 0;
    Value whole;
  };
  struct Saving {
    Checkpoint checkpoint;
    std::size_t parts_to_come = 0;
  };

  // --- from a member's actor ---

  /// Waits until the group is formed, if it is not.
  Turn next(Node& node) {
    Member& member = members_[node.index()];
    bool sends_part = !strategy_->is_replicated();
    while (is_over_ || is_forming_ || member.generation != generation_ ||
           member.completed >= last_step_ || member.completed + lost_rounds_ == options_.rounds) {
      const bool makes_room = member.generation == generation_ && member.completed >= last_step_;
      if (makes_room && !is_forming_ && std::exchange(sends_part, false)) {
        (void)node.send(rendezvous_, Saved{kNone}, saved_bytes(node), options_.links.retry);
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

  std::shared_ptr<Postbox> new_postbox(Node& node) {
    auto on_broken = [this, &node, generation = generation_](Node& to) {
      if (generation == generation_) {
        rendezvous_.notify(node, Broken{&to});
      }
    };
    return std::make_shared<Postbox>(training_, node, generation_, options_.links.retry,
                                     std::move(on_broken));
  }

  void end_step(const Node& node, const Turn& turn, const MemberStep& made) {
    Member& member = members_[node.index()];
    if (member.generation != turn.generation) {
      return;  // the group has gone back meanwhile
    }
    member.previous = std::exchange(member.part, made.part);
    member.last_step = made;
    ++member.completed;
    training_.node_step_ends(node);
    last_to_end_ = node.name();
    end_rounds();
  }

  // --- rounds ---

  /// Ends the rounds whose step every member has made.
  void end_rounds() {
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

  void end_round() {
    ++ended_;
    RoundReport report;
    report.round = ended_ + lost_rounds_;
    report.begin_s = round_begin_s_;
    report.completed = static_cast<std::int64_t>(membership_.members().size());
    report.failed = std::exchange(lost_members_, 0);
    report.selected = report.completed + report.failed;
    report.critical_node = last_to_end_;
    const Value whole = strategy_->whole_of(parts_after(ended_));
    training_.end_round(report, whole);
    report_nodes(report);
    round_begin_s_ = now();
    if (report.round == options_.rounds) {
      is_over_ = true;
      training_.end();
      return;
    }
    is_over_ = !training_.begin_round(report.round + 1);
    if (!is_over_ && options_.checkpoint_every_rounds > 0 &&
        report.round % options_.checkpoint_every_rounds == 0) {
      save(report.round, {ended_, whole});
    }
  }

  /// By rank.
  [[nodiscard]] std::vector<Value> parts_after(std::int64_t step) const {
    std::vector<Value> parts;
    for (const Node* node : ranks_) {
      const Member& member = members_[node->index()];
      if (member.completed >= step) {
        parts.push_back(member.completed == step ? member.part : member.previous);
      }
    }
    return parts;
  }

  void report_nodes(const RoundReport& round) {
    for (Node* worker : training_.workers()) {
      Member& member = members_[worker->index()];
      NodeReport report{worker, round.round, round.begin_s, now(), 0, "failed", {}};
      if (member.last_step) {
        report.outcome = "completed";
        report.samples = member.last_step->samples;
        report.update = member.last_step->update;
        member.last_step.reset();
      } else {
        training_.node_step_ends(*worker);
      }
      training_.node_report(report);
    }
  }

  // --- checkpoints ---

  /// Sends the state to the rendezvous, in the background: one copy of it, or every part.
  void save(std::int64_t round, Checkpoint checkpoint) {
    const std::size_t senders = strategy_->is_replicated() ? 1 : ranks_.size();
    saving_[round] = {std::move(checkpoint), senders};
    std::size_t sending = 0;
    for (Node* node : ranks_) {
      if (sending < senders && node->is_up()) {
        node->send_async(rendezvous_, Saved{round}, saved_bytes(*node), options_.links.retry);
        ++sending;
      }
    }
  }

  void take_saved(std::int64_t round) {
    const auto found = saving_.find(round);
    if (found == saving_.end() || --found->second.parts_to_come > 0) {
      return;
    }
    checkpoint_ = found->second.checkpoint;
    saving_.erase(saving_.begin(), std::next(found));
    training_.event(now(), "checkpoint", rendezvous_.name(), fmt::format("of round {}", round));
  }

  [[nodiscard]] double part_bytes(const Node& node) const {
    return training_.parameter_bytes() * strategy_->part_copies(rank_of(node), ranks_.size());
  }
  [[nodiscard]] double saved_bytes(const Node& node) const {
    return training_.parameter_bytes() * strategy_->saved_copies(rank_of(node), ranks_.size());
  }
  [[nodiscard]] std::size_t rank_of(const Node& node) const {
    const auto rank = std::find(ranks_.begin(), ranks_.end(), &node) - ranks_.begin();
    return static_cast<std::size_t>(rank);
  }

  // --- from the rendezvous' actor, which alone changes the group ---

  void take(const Message& message) {
    Node& from = *message.from;
    if (const auto* lost = message.as<PeerLost>()) {
      lose(from, lost->incarnation);
    } else if (const auto* broken = message.as<Broken>()) {
      part_company(from, *broken->to);
    } else if (const auto* unformed = message.as<Unformed>()) {
      give_up(from, *unformed->sender, unformed->generation);
    } else if (const auto* saved = message.as<Saved>()) {
      take_saved(saved->round);
    } else if (message.as<Join>() != nullptr) {
      lose(from, message.incarnation - 1);
      membership_.join(from.index(), message.incarnation);
      last_step_ = std::min(last_step_, begun_);  // nobody begins another before it is admitted
    }
    form_if_ready();
  }

  /// A member's life has ended, or what connects it.
  void lose(Node& node, std::int64_t life) {
    const bool was_member = is_member(node);
    if (!membership_.lose(node.index(), life) || !was_member) {
      return;
    }
    members_[node.index()] = Member{};
    ++lost_members_;
    if (options_.on_failure == OnFailure::kAbort) {
      is_over_ = true;
      training_.engine().stop(
          RunStatus::kFailed,
          fmt::format("worker {} was lost (on_failure = \"abort\")", node.name()));
      return;
    }
    disband(node.name());
  }

  /// `from` could not send to `to`: the group goes on without the one that is cut off, or, when all
  /// links are up again, as it was. Cut off is who has fewer of the group within reach.
  void part_company(Node& from, Node& to) {
    if (is_forming_ || !is_member(from) || !is_member(to)) {
      return;
    }
    if (from.can_reach(to)) {
      disband("the way to " + to.name());
      return;
    }
    const bool to_is_cut_off = within_reach(from) >= within_reach(to);
    Node& cut_off = to_is_cut_off ? to : from;
    lose(cut_off, cut_off.incarnation());
    cut_off.notify(rendezvous_, Abandon{generation_, "its links"});
    cut_off.notify(rendezvous_, Excluded{to_is_cut_off ? &from : &to});
  }

  /// Members, the rendezvous too, that can send to a node and be sent to.
  [[nodiscard]] std::size_t within_reach(const Node& node) const {
    const auto reaches = [&](const Node& other) {
      return node.can_reach(other) && other.can_reach(node);
    };
    const auto& members = membership_.members();
    const auto found = std::count_if(members.begin(), members.end(), [&](std::size_t index) {
      return reaches(training_.worker(index));
    });
    return static_cast<std::size_t>(found) + (reaches(rendezvous_) ? 1 : 0);
  }

  /// All members abandon the step under way.
  void disband(const std::string& lost) {
    if (is_forming_) {
      return;
    }
    is_forming_ = true;
    for (const std::size_t index : membership_.members()) {
      training_.worker(index).notify(rendezvous_, Abandon{generation_, lost});
    }
  }

  /// Forms the group when all who will be in it wait for that.
  void form_if_ready() {
    if (is_over_ || !(is_forming_ || last_step_ != kNoLimit) || !are_ready()) {
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

  [[nodiscard]] bool are_ready() const {
    const auto& members = membership_.members();
    return std::all_of(members.begin(), members.end(), [this](std::size_t index) {
      return waits_[index];
    });
  }

  void form() {
    const bool is_first = generation_ == 0;
    std::vector<Node*> holders;  // of the state
    for (Node* node : std::exchange(ranks_, {})) {
      if (is_member(*node) && members_[node->index()].completed != kNone) {
        holders.push_back(node);
      }
    }
    const bool loses_parts = is_forming_ && !strategy_->is_replicated();
    if (!strategy_->is_replicated() && !loses_parts) {
      ranks_ = holders;  // all of the last generation: they have just sent their parts
      checkpoint_ = {ended_, strategy_->whole_of(parts_after(ended_))};
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
    if (holders.empty() || loses_parts) {
      go_back_to(checkpoint_.step);
    }
    begun_ = ended_;
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
      hand_out(rank, holders, is_first);
    }
  }

  /// Gives up what was done since a checkpoint.
  void go_back_to(std::int64_t step) {
    if (step < ended_) {
      lost_rounds_ += ended_ - step;
      training_.metric("lost_rounds", static_cast<double>(ended_ - step));
      training_.event(now(), "rollback", rendezvous_.name(),
                      fmt::format("{} rounds back, to the checkpoint", ended_ - step));
      ended_ = step;
    }
    saving_.clear();  // of what is given up
  }

  /// Lets a member go on from its part of the state, which it has or is sent.
  void hand_out(std::size_t rank, const std::vector<Node*>& holders, bool is_first) {
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

  static Node& first_up(const std::vector<Node*>& nodes) {
    const auto up = std::find_if(nodes.begin(), nodes.end(), [](const Node* node) {
      return node->is_up();
    });
    return up == nodes.end() ? *nodes.front() : **up;
  }

  [[nodiscard]] Value part_after_ended(const Node& node) const {
    const Member& member = members_[node.index()];
    return member.completed == ended_ ? member.part : member.previous;
  }

  /// A member holds its part, and may go on from the last step that has ended.
  void begin(Node& node, std::int64_t generation, const Value& part) {
    if (generation != generation_ || is_forming_) {
      return;
    }
    Member& member = members_[node.index()];
    member.generation = generation;
    member.completed = ended_;
    member.part = part;
    member.previous = {};
    node.notify(rendezvous_, Formed{});
  }

  /// The state does not get through to a member.
  void give_up(Node& node, Node& sender, std::int64_t generation) {
    if (generation == generation_ && is_member(node)) {
      lose(node, node.incarnation());
      node.notify(rendezvous_, Excluded{&sender});
    }
  }

  [[nodiscard]] bool is_member(const Node& node) const {
    return membership_.members().count(node.index()) > 0;
  }
  [[nodiscard]] double now() const { return training_.engine().now(); }

  Training& training_;
  Node& rendezvous_;
  GroupOptions options_;
  std::shared_ptr<Lockstep> strategy_;

  Membership membership_;
  std::vector<Member> members_;  // by Node::index
  std::vector<bool> waits_;      // for the group to be formed, by Node::index
  std::vector<Node*> ranks_;     // of this generation
  std::int64_t generation_ = 0;
  bool is_forming_ = true;             // between two generations
  std::int64_t last_step_ = kNoLimit;  // after which the group is formed anew
  std::int64_t begun_ = 0;             // the last step that anybody has begun

  std::int64_t ended_ = 0;  // steps that all have made
  std::int64_t lost_rounds_ = 0;
  std::int64_t lost_members_ = 0;  // in this round
  double round_begin_s_ = 0.0;
  std::string last_to_end_;
  Checkpoint checkpoint_;
  std::map<std::int64_t, Saving> saving_;  // by round
  bool is_over_ = false;
};

}  // namespace

std::vector<Parameter> with_group_parameters(std::vector<Parameter> own) {
  std::vector<Parameter> parameters{{.name = "rounds",
                                     .type = Type::kInteger,
                                     .summary = "steps of the group",
                                     .range = {1, 1e9}}};
  parameters.insert(parameters.end(), own.begin(), own.end());
  parameters.push_back({.name = "on_failure",
                        .type = Type::kText,
                        .summary = "what the others do when one is lost: go on without it, wait "
                                   "until it is back, or end the run",
                        .default_text = "\"shrink\"",
                        .choices = {"shrink", "wait", "abort"}});
  parameters.push_back({.name = "checkpoint_every_rounds",
                        .type = Type::kInteger,
                        .summary = "rounds from one checkpoint, sent to the rendezvous, to the "
                                   "next; 0: none",
                        .default_text = "0",
                        .range = {0, 1e9}});
  return with_link_policy(std::move(parameters));
}

GroupOptions group_options(const Arguments& arguments) {
  const std::string& on_failure = arguments.text("on_failure");
  return {arguments.integer("rounds"),
          on_failure == "shrink" ? OnFailure::kShrink
          : on_failure == "wait" ? OnFailure::kWait
                                 : OnFailure::kAbort,
          arguments.integer("checkpoint_every_rounds"), link_policy(arguments)};
}

void launch_lockstep(Training& training, const GroupOptions& options,
                     std::shared_ptr<Lockstep> strategy) {
  auto group = std::make_shared<Group>(training, options, std::move(strategy));
  launch_server(training, options.links, group);
  for (Node* node : training.workers()) {
    node->run_always([node, group] {
      group->work(*node);
    });
  }
}

}  // namespace simgrad
