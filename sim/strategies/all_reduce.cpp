#include "kernels/models/backward_shares.hpp"
#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/lockstep.hpp"
#include "sim/strategies/mini_batches.hpp"
#include "sim/strategies/shared_work.hpp"
#include "sim/strategies/strategy.hpp"

/// Data-parallel SGD whose gradients are summed by a collective.
///
/// Each worker computes the gradient of its own mini-batch. As the backward pass goes from the last
/// layer to the first, the gradients that are there fill *buckets*; the workers sum each bucket by
/// an all-reduce while the pass goes on. Each then steps with the mean, weighted by batch sizes,
/// and so keeps the same parameters as all others: one step of SGD on the union of the batches.
///
/// A worker's buckets are reduced one after another. With one bucket a step takes the gradient, the
/// collective (its file has the closed form) and the update.
///
/// Failures: see lockstep.hpp. Who comes back holds no parameters; the first worker sends them.
namespace simgrad {
namespace {

class AllReduce : public Lockstep {
 public:
  AllReduce(Training& training, const Arguments& arguments)
      : training_(training),
        optimizer_(optimizer_of(arguments)),
        batch_size_(arguments.integer("batch_size")),
        collective_(collective_of(arguments)),
        buckets_(buckets(*training.model(), bucket_parameters(training, arguments))),
        shares_(backward_shares(*training.model(), buckets_)),
        shared_(training.device()) {}

  [[nodiscard]] std::size_t slots() const override { return simgrad::slots(optimizer_); }

  Outcome<MemberStep> step(const Communicator& peers, const Value& state, std::int64_t t) override {
    Node& node = peers.node();
    Learner& learner = training_.learner(node);
    Computing backward = node.compute_async(learner.gradient(state, t, batch_size_), shares_);
    const double weight = batch_weight(peers, batch_size_);
    Slices sum;
    for (std::size_t b = 0; b < buckets_.size(); ++b) {
      backward.wait(b);
      const auto bucket = collective_->all_reduce(peers, {backward.value(), weight, buckets_[b]});
      if (!bucket) {
        return bucket.failure();
      }
      sum.insert(sum.begin(), bucket->begin(), bucket->end());  // the last layer comes first
    }
    const Value mean = shared_.submit(t, Concatenation{std::move(sum)});
    OptimizerStep update{optimizer_, t, state, mean};
    const double update_flop = training_.update_flop(update);
    const Value next = shared_.submit(t, std::move(update));
    node.spend(update_flop);
    return MemberStep{next, batch_samples(training_, node, batch_size_), {backward.value()}};
  }

 private:
  Training& training_;
  UpdateRule optimizer_;
  std::int64_t batch_size_;
  std::shared_ptr<const Collective> collective_;
  std::vector<ParameterRange> buckets_;  // the last layer's first
  std::vector<double> shares_;           // of a gradient's time, until each bucket is there
  SharedWork shared_;
};

void launch(Training& training, const Arguments& arguments) {
  launch_lockstep(training, group_options(training, arguments),
                  std::make_shared<AllReduce>(training, arguments));
}

}  // namespace

extern const StrategyInfo all_reduce_info;
const StrategyInfo all_reduce_info{
    {"strategy", "all_reduce",
     "Workers sum their gradients by a collective, in buckets that overlap with the backward pass",
     "Li et al. 2020 (arXiv:2006.15704), PyTorch DistributedDataParallel",
     with_group_parameters({batch_size_parameter(),
                            optimizer_parameter("of each worker, the same for all"),
                            collective_parameter("how gradients are summed"),
                            bucket_size_parameter("gradients that are summed together")})},
    launch,
    lockstep_faults(true, "the sum of the gradients takes them in, on every worker alike"),
    true};

}  // namespace simgrad
