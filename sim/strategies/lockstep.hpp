#pragma once

#include <memory>
#include <vector>

#include "sim/strategies/checkpoints.hpp"
#include "sim/strategies/collectives/communicator.hpp"
#include "sim/strategies/link_policy.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/training.hpp"

/// Training without a parameter server: the workers are a *group* that makes each step together, as
/// processes of torch.distributed do. What such strategies have in common: who is in the group,
/// what happens when one is lost, rounds, checkpoints.
///
/// The server's host is the rendezvous (torchrun's store): it learns of lost members after the
/// detection delay, forms the group, and keeps checkpoints; no gradient passes through it. Its
/// messages to members cost no simulated time. While it is off the members train on; who is lost
/// or joins, and whom a link cuts off, is dealt with when it is on again, repaired or on a standby.
/// What it was sent, or sends, is lost then: parts are sent again, and a checkpoint is not whole.
///
/// Failures. A member whose host goes off is lost. When a transfer between two is given up, the one
/// that has fewer of the group within reach is, or, if the links are up again, nobody. All others
/// abandon the step under way.
///   on_failure = "shrink"  The group goes on with who is left. Repaired, a worker asks to join
///                          until it succeeds, and is admitted between two steps (elastic).
///   on_failure = "wait"    The others wait until it has come back, and repeat the step (static).
///   on_failure = "abort"   The run fails.
/// The step is repeated from the last one that all have done. Where each member holds a copy of the
/// state, who joins is sent one by the first member. Where each holds a part, all members go back
/// to the last checkpoint, and are sent their parts from the rendezvous; without one, to the
/// beginning.
///
/// A round is a step of the group. A step that is repeated is a new round; metric "lost_rounds"
/// tells how many rounds' work was given up by going back to a checkpoint.
namespace simgrad {

enum class OnFailure { kShrink, kWait, kAbort };

struct GroupOptions {
  std::int64_t rounds = 0;
  OnFailure on_failure = OnFailure::kShrink;
  CheckpointPolicy checkpoints;
  LinkPolicy links;
};

/// `own` parameters of a strategy with those of every group, and how to read the latter.
std::vector<Parameter> with_group_parameters(std::vector<Parameter> own);
GroupOptions group_options(const Training& training, const Arguments& arguments);

/// What one member has made of a step.
struct MemberStep {
  Value part;  // of the training state, after the step
  std::int64_t samples = 0;
  std::vector<Value> updates;  // whose statistics tell the loss; may be none
};

/// What the members of a group do: written by each strategy. One object serves all members.
class Lockstep {
 public:
  Lockstep() = default;
  Lockstep(const Lockstep&) = delete;
  Lockstep& operator=(const Lockstep&) = delete;
  virtual ~Lockstep() = default;

  /// Optimizer slots in the training state.
  [[nodiscard]] virtual std::size_t slots() const = 0;
  /// One member's part of step t ≥ 1, from that member's actor. What fails is repeated.
  virtual Outcome<MemberStep> step(const Communicator& peers, const Value& part,
                                   std::int64_t t) = 0;

  // --- of strategies in which each member holds a part of the state; else each holds a copy ---

  [[nodiscard]] virtual bool is_replicated() const { return true; }
  /// The part of a training state that a rank of `size` holds.
  [[nodiscard]] virtual Value part_of(const Value& whole, std::size_t /*rank*/,
                                      std::size_t /*size*/) const {
    return whole;
  }
  /// The training state, its front the parameters, from the parts by rank.
  [[nodiscard]] virtual Value whole_of(const std::vector<Value>& parts) const {
    return parts.front();
  }
  /// What a rank's part weighs when it is sent, in copies of the parameters.
  [[nodiscard]] virtual double part_copies(std::size_t /*rank*/, std::size_t /*size*/) const {
    return 1.0 + static_cast<double>(slots());
  }
  /// What a rank sends to a checkpoint: of what several ranks hold, one of them.
  [[nodiscard]] virtual double saved_copies(std::size_t rank, std::size_t size) const {
    return part_copies(rank, size);
  }
};

/// What a group does at each fault.
/// @param holds_copies  each member holds a copy of the state, not a part
/// @param corrupted     what becomes of a worker's wrong numbers
constexpr FaultResponses lockstep_faults(bool holds_copies, std::string_view corrupted) {
  return {
      holds_copies
          ? "on_failure: the others repeat the step without it (shrink), wait for it (wait), or "
            "the run fails (abort); who comes back is sent a copy of the state"
          : "on_failure: the others go on without it (shrink), wait for it (wait), or the run "
            "fails (abort); its part is lost, so all go back to the last checkpoint",
      "it is the rendezvous: the members train on; the group is not formed anew until a standby "
      "takes over or it is repaired",
      "transfers are tried again; given up, the group goes on without whoever is cut off from "
      "more of it",
      "the whole group waits for it", corrupted};
}

/// Starts the rendezvous' actor and the workers'.
void launch_lockstep(Training& training, const GroupOptions& options,
                     std::shared_ptr<Lockstep> strategy);

}  // namespace simgrad
