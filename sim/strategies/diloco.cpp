#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/local_steps.hpp"
#include "sim/strategies/lockstep.hpp"
#include "sim/strategies/mini_batches.hpp"
#include "sim/strategies/shared_work.hpp"
#include "sim/strategies/strategy.hpp"

/// DiLoCo: workers train by themselves for H inner steps; what they have moved by is the gradient
/// of an outer optimizer.
///
/// In round t worker i makes H steps of its inner optimizer from θ(t − 1), which gives θ_i. The
/// outer gradient Δ = Σ_i w_i (θ(t − 1) − θ_i) is summed by a collective, w_i by batch sizes; each
/// worker then makes the same outer step, θ(t) = outer(θ(t − 1), Δ).
///
/// A round takes H (gradient + inner update), the difference, the collective, the outer update. Of
/// the bytes of all-reduce SGD 1/H travel. With plain SGD of rate 1 as outer optimizer it is local
/// SGD, which is federated averaging with inner states kept.
///
/// The inner optimizer's state stays with its worker from round to round; who joins a group takes
/// over the first worker's, as does everybody when a checkpoint is read. The outer optimizer's is
/// the same at all workers.
///
/// Source: Douillard et al. 2023 (arXiv:2311.08105), Algorithm 1: inner AdamW, outer SGD with
/// Nesterov's momentum, η = 0.7 and μ = 0.9.
/// Differs from the paper: the mean is weighted by batch sizes.
///
/// Failures: see lockstep.hpp. When a worker is lost, the others keep the inner steps that they
/// have made and sum anew.
namespace simgrad {
namespace {

class DiLoCo : public Lockstep {
 public:
  DiLoCo(Training& training, const Arguments& arguments)
      : training_(training),
        inner_(optimizer_of(arguments, "inner")),
        outer_(optimizer_of(arguments, "outer")),
        batch_size_(arguments.integer("batch_size")),
        inner_steps_(arguments.integer("inner_steps")),
        collective_(collective_of(arguments)),
        local_(training, inner_, batch_size_),
        shared_(training.device()),
        parameters_(training.model()->padded_count()) {}

  /// The outer optimizer's, then the inner one's.
  [[nodiscard]] std::size_t slots() const override {
    return simgrad::slots(outer_) + simgrad::slots(inner_);
  }

  Outcome<MemberStep> step(const Communicator& peers, const Value& state,
                           std::int64_t round) override {
    Node& node = peers.node();
    const Value begin = shared_.submit(
        round, Concatenation{{{state, 0, parameters_},
                              {state, outer_floats(), simgrad::slots(inner_) * parameters_}}});
    const LocalSteps::Result mine =
        local_.make(node, begin, (round - 1) * inner_steps_ + 1, inner_steps_);
    LinearCombination moved{{{state, 1.0, 0}, {mine.state, -1.0, 0}}, parameters_};
    const double moved_flop = training_.update_flop(moved);
    const Value difference = node.compute({std::move(moved), moved_flop});
    const auto sum = collective_->all_reduce(
        peers, {difference, batch_weight(peers, batch_size_), whole_range(*training_.model())});
    if (!sum) {
      return sum.failure();
    }
    const Value outer_state = shared_.submit(round, Concatenation{{{state, 0, outer_floats()}}});
    OptimizerStep update{outer_, round, outer_state, shared_.submit(round, Concatenation{*sum})};
    const double update_flop = training_.update_flop(update);
    const Value next = shared_.submit(round, std::move(update));
    node.spend(update_flop);
    const Value next_state = shared_.submit(
        round, Concatenation{{{next, 0, outer_floats()},
                              {mine.state, parameters_, simgrad::slots(inner_) * parameters_}}});
    return MemberStep{
        next_state, inner_steps_ * batch_samples(training_, node, batch_size_), {mine.gradient}};
  }

 private:
  /// Of the parameters and the outer optimizer's state, at the front.
  [[nodiscard]] std::size_t outer_floats() const {
    return (1 + simgrad::slots(outer_)) * parameters_;
  }

  Training& training_;
  UpdateRule inner_;
  UpdateRule outer_;
  std::int64_t batch_size_;
  std::int64_t inner_steps_;  // H
  std::shared_ptr<const Collective> collective_;
  LocalSteps local_;
  SharedWork shared_;
  std::size_t parameters_;  // floats, padded
};

void launch(Training& training, const Arguments& arguments) {
  launch_lockstep(training, group_options(training, arguments),
                  std::make_shared<DiLoCo>(training, arguments));
}

}  // namespace

extern const StrategyInfo diloco_info;
const StrategyInfo diloco_info{
    {"strategy", "diloco",
     "Workers make many inner steps by themselves; what they moved by is an outer optimizer's "
     "gradient",
     "Douillard et al. 2023 (arXiv:2311.08105)",
     with_group_parameters(
         {{.name = "inner_steps",
           .type = Type::kInteger,
           .summary = "steps of each worker from one outer step to the next",
           .default_text = "100",
           .range = {1, 1e6}},
          batch_size_parameter(),
          {.name = "inner",
           .type = Type::kComponent,
           .summary = "optimizer of each worker, whose state stays with it",
           .default_text = "\"adam_w\"",
           .family = "optimizer"},
          {.name = "outer",
           .type = Type::kComponent,
           .summary = "optimizer of the outer steps, the same for all",
           .default_text = "{ kind = \"sgd\", learning_rate = 0.7, momentum = 0.9, "
                           "nesterov = true }",
           .family = "optimizer"},
          collective_parameter("how outer gradients are summed")})},
    launch,
    lockstep_faults(true, "the outer gradient takes them in, on every worker alike"),
    true};

}  // namespace simgrad
