#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "kernels/component.hpp"

/// Checkpoints: when the training state is put into stable storage, and what that costs.
///
/// C = latency + bytes / bandwidth of simulated time to write one, R = C to read it; bytes are
/// those of the training state, the optimizer's slots and what [model.cost] declares included, that
/// one host writes. Without a bandwidth only the latency counts.
///
///   synchronous   Training stands still until the checkpoint is whole, for C.
///   asynchronous  Training goes on; the checkpoint, of the state at its begin, is whole C later.
///                 One at a time: what is due meanwhile is taken after the round that follows.
///
/// A restart is from the last one that was whole when the crash came. `every_rounds` and periods
/// count from there anew.
///
/// Periods, from the end of one (or the begin, or a restart) to the end of the next:
///
///   Young  T = √(2 μ C) + C,  Daly  T = √(2 (μ + D + R) C) + C
///
/// μ is the mean time between losses of work, D the mean repair, both from the scenario's
/// failures' entries. A checkpoint is taken after the first round that ends at T − C of work, or
/// later; an asynchronous one T after the begin of the last.
///
/// Sources: Young 1974 (CACM 17), Daly 2006 (FGCS 22), with the checkpoint in the period as in
/// Hérault and Robert 2015, "Fault-Tolerance Techniques for High-Performance Computing".
namespace simgrad {

class Training;
struct TrainingSetup;

struct CheckpointPolicy {
  std::int64_t every_rounds = 0;  // 0: not by rounds
  double period_s = 0.0;          // 0: not by time; the checkpoint is in it
  bool stands_still = true;       // synchronous
  double cost_s = 0.0;            // C, and R

  [[nodiscard]] bool takes_any() const { return every_rounds > 0 || period_s > 0.0; }
};

/// The key `checkpoint` of a strategy, and how to read it.
Parameter checkpoint_parameter(std::string_view summary);
/// Throws: Error if a checkpoint takes as long as the time from one to the next.
CheckpointPolicy checkpoint_policy(const TrainingSetup& setup, const Arguments& strategy);

/// "every 3 rounds, 2 s each, synchronous"; "every 31.6 s (young: work is lost every 250 s), 2 s
/// each, asynchronous"; empty without checkpoints.
std::string checkpoint_text(const TrainingSetup& setup, const Arguments& strategy);

/// The checkpoints of a training, one at a time.
class Checkpoints {
 public:
  Checkpoints(Training& training, const CheckpointPolicy& policy);

  [[nodiscard]] const CheckpointPolicy& policy() const { return policy_; }
  /// Whether one is to be taken after `round`, which ends now, or has just ended.
  [[nodiscard]] bool is_due(std::int64_t round) const;

  /// One of the state after `round` is begun.
  void begin(std::int64_t round);
  /// The one under way is whole.
  void end();
  /// Calls `written` when C has passed, at once if C is 0, unless it is abandoned before; outside
  /// of any actor.
  void write(std::function<void()> written);
  /// The one under way, if any, will never be whole.
  void abandon();
  [[nodiscard]] bool is_under_way() const { return is_under_way_; }

  /// Training goes on after a restart, with what follows `round`.
  void resume(std::int64_t round);

 private:
  Training& training_;
  CheckpointPolicy policy_;
  bool is_under_way_ = false;
  std::int64_t ticket_ = 0;  // of the one under way
  std::int64_t round_ = 0;   // whose state that is
  double begin_s_ = 0.0;
  std::int64_t from_round_ = 0;  // rounds since this one count
  double due_s_ = 0.0;
};

}  // namespace simgrad
