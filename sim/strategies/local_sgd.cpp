#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/local_steps.hpp"
#include "sim/strategies/lockstep.hpp"
#include "sim/strategies/mini_batches.hpp"
#include "sim/strategies/shared_work.hpp"
#include "sim/strategies/strategy.hpp"

/// Local SGD: each worker makes H steps by itself, then the workers average their models.
///
/// A round is a synchronisation: H gradients of the worker's own mini-batches, each followed by a
/// step of its own optimizer, then an all-reduce of the models, weighted by batch sizes. It takes
/// H (gradient + update) and the collective's time; so 1/H of the bytes of all-reduce SGD travel.
/// With H = 1 and plain SGD it is all-reduce SGD.
///
/// Post-local SGD (Lin et al. 2020): in the first `synchronous_rounds` rounds H is 1.
///
/// The optimizer's state is the worker's own: it is neither averaged nor sent. Who joins a group
/// takes over the first worker's; so does everybody when a checkpoint is read.
///
/// Failures: see lockstep.hpp. When a worker is lost, the others keep the steps that they have made
/// and average anew.
namespace simgrad {
namespace {

class LocalSgd : public Lockstep {
 public:
  LocalSgd(Training& training, const Arguments& arguments)
      : training_(training),
        optimizer_(optimizer_of(arguments)),
        batch_size_(arguments.integer("batch_size")),
        local_steps_(arguments.integer("local_steps")),
        synchronous_rounds_(arguments.integer("synchronous_rounds")),
        collective_(collective_of(arguments)),
        local_(training, optimizer_, batch_size_),
        shared_(training.device()) {}

  [[nodiscard]] std::size_t slots() const override { return simgrad::slots(optimizer_); }

  Outcome<MemberStep> step(const Communicator& peers, const Value& state,
                           std::int64_t round) override {
    Node& node = peers.node();
    const std::int64_t steps = is_synchronous(round) ? 1 : local_steps_;
    const LocalSteps::Result mine = local_.make(node, state, first_step(round), steps);
    const auto mean = collective_->all_reduce(
        peers, {mine.state, batch_weight(peers, batch_size_), whole_range(*training_.model())});
    if (!mean) {
      return mean.failure();
    }
    Slices next = *mean;
    const std::size_t parameters = training_.model()->padded_count();
    next.push_back({mine.state, parameters, slots() * parameters});
    return MemberStep{shared_.submit(round, Concatenation{std::move(next)}),
                      steps * batch_samples(training_, node, batch_size_),
                      {mine.gradient}};
  }

 private:
  [[nodiscard]] bool is_synchronous(std::int64_t round) const {
    return round <= synchronous_rounds_;
  }
  /// The worker's steps before the round, and 1.
  [[nodiscard]] std::int64_t first_step(std::int64_t round) const {
    return is_synchronous(round)
               ? round
               : synchronous_rounds_ + (round - 1 - synchronous_rounds_) * local_steps_ + 1;
  }

  Training& training_;
  UpdateRule optimizer_;
  std::int64_t batch_size_;
  std::int64_t local_steps_;  // H
  std::int64_t synchronous_rounds_;
  std::shared_ptr<const Collective> collective_;
  LocalSteps local_;
  SharedWork shared_;
};

void launch(Training& training, const Arguments& arguments) {
  launch_lockstep(training, group_options(training, arguments),
                  std::make_shared<LocalSgd>(training, arguments));
}

}  // namespace

extern const StrategyInfo local_sgd_info;
const StrategyInfo local_sgd_info{
    {"strategy", "local_sgd", "Workers make several steps by themselves, then average their models",
     "Stich 2019 (arXiv:1805.09767); Lin et al. 2020 (arXiv:1808.07217), post-local SGD",
     with_group_parameters({{.name = "local_steps",
                             .type = Type::kInteger,
                             .summary = "steps of each worker from one average to the next",
                             .default_text = "8",
                             .range = {1, 1e6}},
                            {.name = "synchronous_rounds",
                             .type = Type::kInteger,
                             .summary = "first rounds, of one step each (post-local SGD)",
                             .default_text = "0",
                             .range = {0, 1e9}},
                            batch_size_parameter(),
                            optimizer_parameter("of each worker, whose state stays with it"),
                            collective_parameter("how models are averaged")})},
    launch,
    lockstep_faults(true, "the mean of the models takes them in, on every worker alike"),
    true};

}  // namespace simgrad
