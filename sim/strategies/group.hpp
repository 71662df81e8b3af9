#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/strategies/lockstep.hpp"
#include "sim/strategies/membership.hpp"

/// What lockstep.hpp describes: the group of workers, from the members' side (group.cpp,
/// group_checkpoints.cpp) and from the rendezvous' (group_forming.cpp). Included by these and
/// lockstep.cpp alone.
namespace simgrad {

/// One group and what it trains. One object serves the rendezvous and all members.
class Group {
 public:
  Group(Training& training, const GroupOptions& options, std::shared_ptr<Lockstep> strategy)
      : training_(training),
        rendezvous_(training.server()),
        options_(options),
        strategy_(std::move(strategy)),
        members_(1 + training.workers().size()),
        waits_(members_.size(), false),
        checkpoints_(training, options.checkpoints) {}

  /// The rendezvous' actor.
  void serve();
  /// A worker's actor.
  void work(Node& node);

 private:
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

  static constexpr std::int64_t kNone = -1;
  static constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
  /// A step that a member is to make.
  struct Turn {
    std::int64_t generation = 0;
    std::int64_t step = 0;
    Value part;
    Communicator peers;
  };
  struct Member {
    std::shared_ptr<Postbox> post;        // of the generation that it is to be in
    std::int64_t generation = kNone;      // that it is in
    std::int64_t completed = kNone;       // steps; kNone: it holds no state
    Value part;                           // of the state after them
    Value previous;                       // and after the step before
    bool part_is_gathered = false;        // it has sent its part for the group to be formed anew
    std::optional<MemberStep> last_step;  // not reported yet
  };
  struct Checkpoint {
    std::int64_t step = 0;
    Value whole;
    double useful_s = 0.0;  // Training::useful_s of then
  };

  // --- from a member's actor ---

  /// Waits until the group is formed, if it is not.
  Turn next(Node& node);
  /// Sends its part to the rendezvous, for the group to be formed anew from.
  void gather_part(Node& node);
  std::shared_ptr<Postbox> new_postbox(Node& node);
  [[nodiscard]] bool has_to_wait(const Member& member) const;
  void end_step(const Node& node, const Turn& turn, const MemberStep& made);

  // --- rounds ---

  /// Ends the rounds whose step every member has made.
  void end_rounds();
  void end_round();
  /// By rank.
  [[nodiscard]] std::vector<Value> parts_after(std::int64_t step) const;
  void report_nodes(const RoundReport& round);

  // --- checkpoints ---

  /// Whether to take one after the step that a member has made, before anybody begins another.
  void plan_checkpoint(const Member& member);
  /// Sends the state to the rendezvous, in the background: one copy of it, or every part.
  void save(std::int64_t round, const Value& whole);
  void take_saved(const Node& from, std::int64_t round);
  /// What it is to send will not arrive.
  void lose_saved(const Node& from);
  /// Whoever stands still for a checkpoint goes on.
  void release();
  [[nodiscard]] double part_bytes(const Node& node) const;
  [[nodiscard]] double saved_bytes(const Node& node) const;
  [[nodiscard]] double whole_bytes(double copies) const;
  [[nodiscard]] std::size_t rank_of(const Node& node) const;

  // --- from the rendezvous' actor, which alone changes the group ---

  void take(const Message& message);
  /// A new life of the rendezvous goes on where the last one was: what it had been sent is lost,
  /// what it had been told is not.
  void take_office();
  /// A member's life has ended, or what connects it.
  void lose(Node& node, std::int64_t life);
  /// `from` could not send to `to`: the group goes on without the one that is cut off, or, when all
  /// links are up again, as it was. Cut off is who has fewer of the group within reach.
  void part_company(Node& from, Node& to);
  /// Members, the rendezvous too, that can send to a node and be sent to.
  [[nodiscard]] std::size_t within_reach(const Node& node) const;
  /// All members abandon the step under way.
  void disband(const std::string& lost);
  /// Forms the group when all who will be in it wait for that.
  void form_if_ready();
  [[nodiscard]] bool are_ready() const;
  /// All members hold their parts of this generation.
  [[nodiscard]] bool have_begun() const;
  void form();
  [[nodiscard]] std::vector<Node*> holders_of_state() const;
  /// Gives up what was done since the checkpoint.
  void go_back();
  /// Lets a member go on from its part of the state, which it has or is sent.
  void hand_out(std::size_t rank, const std::vector<Node*>& holders, bool is_first);
  /// The same for all, once the checkpoint has been read.
  void hand_out_all(const std::vector<Node*>& holders, bool is_first, double read_s);
  static Node& first_up(const std::vector<Node*>& nodes);
  [[nodiscard]] Value part_after_ended(const Node& node) const;
  /// A member holds its part, and may go on from the last step that has ended.
  void begin(Node& node, std::int64_t generation, const Value& part);
  /// The state does not get through to a member.
  void give_up(Node& node, Node& sender, std::int64_t generation);

  [[nodiscard]] bool is_member(const Node& node) const;
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
  bool has_gone_back_ = false;  // in this round
  double crash_s_ = 0.0;        // since which nobody's work counts
  double resumed_s_ = 0.0;      // when the last member went on

  Checkpoints checkpoints_;
  Checkpoint checkpoint_;         // the last that was whole
  std::int64_t planned_ = kNone;  // the step after which one is to be taken
  Checkpoint saving_;             // the one under way
  std::int64_t saving_round_ = kNone;
  std::set<const Node*> saved_from_;  // who still has to send its part
  bool is_over_ = false;
};

}  // namespace simgrad
