#include <optional>

#include "kernels/models/backward_shares.hpp"
#include "sim/strategies/collectives/ring_steps.hpp"
#include "sim/strategies/common_parameters.hpp"
#include "sim/strategies/lockstep.hpp"
#include "sim/strategies/mini_batches.hpp"
#include "sim/strategies/shared_work.hpp"
#include "sim/strategies/state_shards.hpp"
#include "sim/strategies/strategy.hpp"

/// Data-parallel SGD in which no worker holds the whole training state: each keeps, and updates, an
/// equal slice of it (ZeRO; FullyShardedDataParallel).
///
/// The model is cut into *units*, as into all_reduce's buckets, and each unit evenly over the
/// workers. α: a route's latency, β: its bandwidth, S: bytes of the parameters, n: workers.
///   stage = 2  Gradients and the optimizer's state are sliced. The gradient of each unit is
///              reduce-scattered while the backward pass goes on; each worker steps its slice; then
///              the parameters are gathered again. A worker sends 2(n − 1)/n S in a step.
///   stage = 3  Parameters are sliced too. A unit is gathered before the forward pass needs it,
///              while that is still in the unit before, and once more for the backward pass; each
///              worker steps its slice. A worker sends 3(n − 1)/n S.
/// A worker's transfers go one after another. With one unit a step of stage 2 takes
///   gradient + 2(n − 1)(α + S/(nβ)) + update of a slice,
/// and one of stage 3 as much and (n − 1)(α + S/(nβ)), since then nothing overlaps.
///
/// Source: Rajbhandari et al. 2020 (arXiv:1910.02054); Zhao et al. 2023 (arXiv:2304.11277).
/// Differs from FSDP: the last unit is gathered again for the backward pass as all others are; at
/// most one unit is gathered ahead.
///
/// Failures: see lockstep.hpp. With a worker its slice of the state is lost: all go back to the
/// last checkpoint.
namespace simgrad {
namespace {

class ShardedDataParallel : public Lockstep {
 public:
  ShardedDataParallel(Training& training, const Arguments& arguments)
      : training_(training),
        shards_parameters_(arguments.integer("stage") == 3),
        optimizer_(optimizer_of(arguments)),
        batch_size_(arguments.integer("batch_size")),
        parameters_(training.model()->padded_count()),
        shards_(training.model(),
                buckets(*training.model(), bucket_parameters(training, arguments)),
                simgrad::slots(optimizer_)),
        forward_shares_(forward_shares(*training.model(), shards_.units())),
        backward_shares_(backward_shares(*training.model(), shards_.units())),
        shared_(training.device()) {
    if (shards_parameters_) {
      backward_shares_.front() -=
          training.model()->forward_flop() / training.model()->gradient_flop();
    }
  }

  [[nodiscard]] std::size_t slots() const override { return simgrad::slots(optimizer_); }
  [[nodiscard]] bool is_replicated() const override { return false; }

  // A part is the rank's shard; in stage 2 all parameters come before it.

  [[nodiscard]] Value part_of(const Value& whole, std::size_t rank,
                              std::size_t size) const override {
    Slices part = shards_.shard_of(whole, rank, size);
    if (!shards_parameters_) {
      part.insert(part.begin(), {whole, 0, parameters_});
    }
    return training_.device().submit(Concatenation{std::move(part)});
  }
  [[nodiscard]] Value whole_of(const std::vector<Value>& parts) const override {
    return training_.device().submit(Concatenation{shards_.whole_of(parts)});
  }
  [[nodiscard]] double part_copies(std::size_t rank, std::size_t size) const override {
    const double others = shards_parameters_ ? 0.0 : 1.0 - shards_.share(rank, size);
    return saved_copies(rank, size) + others;
  }
  [[nodiscard]] double saved_copies(std::size_t rank, std::size_t size) const override {
    return static_cast<double>(1 + slots()) * shards_.share(rank, size);
  }

  Outcome<MemberStep> step(const Communicator& peers, const Value& part, std::int64_t t) override {
    return shards_parameters_ ? step_of_slices(peers, part, t) : step_of_copies(peers, part, t);
  }

 private:
  /// Stage 2.
  Outcome<MemberStep> step_of_copies(const Communicator& peers, const Value& part, std::int64_t t) {
    Node& node = peers.node();
    Computing backward = node.compute_async(training_.learner(node).gradient(part, t, batch_size_),
                                            backward_shares_);
    Values sum;  // null where a unit has fewer parameters than there are ranks
    for (std::size_t u = 0; u < units(); ++u) {
      backward.wait(u);
      const auto reduced = reduce(peers, backward.value(), u);
      if (!reduced) {
        return reduced.failure();
      }
      sum.push_back(*reduced);
    }
    const std::size_t own = shards_.floats(peers.rank(), peers.size());
    const Value shard = updated(node, slice(part, parameters_, own), sum, t);
    Slices next;
    for (std::size_t u = units(); u-- > 0;) {
      const auto gathered = gather(peers, shard, u);
      if (!gathered) {
        return gathered.failure();
      }
      next.insert(next.end(), gathered->begin(), gathered->end());
    }
    next.push_back({shard, 0, own});
    return MemberStep{training_.device().submit(Concatenation{std::move(next)}),
                      samples(node),
                      {backward.value()}};
  }

  /// Stage 3.
  Outcome<MemberStep> step_of_slices(const Communicator& peers, const Value& shard,
                                     std::int64_t t) {
    Node& node = peers.node();
    // Its parameters are there when the forward pass has come to the last unit.
    Computation pass = training_.learner(node).gradient({}, t, batch_size_);
    const auto parameters = forward(peers, shard, pass.flop);
    if (!parameters) {
      return parameters.failure();
    }
    std::get<Gradient>(pass.work).parameters = shared_.submit(t, Concatenation{*parameters});
    const Value gradient = node.submit(std::move(pass.work));
    const auto sum = backward(peers, shard, gradient, pass.flop);
    if (!sum) {
      return sum.failure();
    }
    return MemberStep{updated(node, shard, *sum, t), samples(node), {gradient}};
  }

  /// Through each unit when it has been gathered, which goes on during the one before.
  /// Returns: the parameters.
  Outcome<Slices> forward(const Communicator& peers, const Value& shard, double pass_flop) const {
    Slices parameters;
    std::optional<Computing> computing;
    for (std::size_t u = units(); u-- > 0;) {
      const auto gathered = gather(peers, shard, u);
      if (!gathered) {
        return gathered.failure();
      }
      parameters.insert(parameters.end(), gathered->begin(), gathered->end());
      compute_next(peers.node(), computing, forward_shares_[u] * pass_flop);
    }
    computing->wait(0);
    return parameters;
  }

  /// The same from the last unit to the first; each unit's gradient is summed during the next one.
  /// Returns: the rank's range of each unit's mean gradient.
  Outcome<Values> backward(const Communicator& peers, const Value& shard, const Value& gradient,
                           double pass_flop) const {
    Values sum;
    std::optional<Computing> computing;
    for (std::size_t u = 0; u <= units(); ++u) {
      if (u < units()) {
        if (const auto again = gather(peers, shard, u); !again) {
          return again.failure();
        }
        compute_next(peers.node(), computing, backward_shares_[u] * pass_flop);
      } else {
        computing->wait(0);
      }
      if (u > 0) {
        const auto reduced = reduce(peers, gradient, u - 1);
        if (!reduced) {
          return reduced.failure();
        }
        sum.push_back(*reduced);
      }
    }
    return sum;
  }

  /// Waits for what the node computes, and lets it begin what comes next.
  static void compute_next(Node& node, std::optional<Computing>& computing, double flop) {
    if (computing) {
      computing->wait(0);
    }
    computing.emplace(node.spend_async(flop, {1.0}));
  }

  /// A unit's parameters, from the shards of all.
  Outcome<Slices> gather(const Communicator& peers, const Value& shard, std::size_t u) const {
    const auto& chunks = shards_.chunks(u, peers.size());
    const Value mine =
        slice(shard, shards_.offset(u, peers.rank(), peers.size()), chunks[peers.rank()].count);
    const auto gathered = ring_all_gather(peers, training_.on_wire(mine), chunks);
    if (!gathered) {
      return gathered.failure();
    }
    return slices_of(*gathered);
  }

  /// The rank's range of a unit's mean gradient; null if that is empty.
  Outcome<Value> reduce(const Communicator& peers, const Value& gradient, std::size_t u) const {
    return ring_reduce_scatter(peers,
                               {gradient, batch_weight(peers, batch_size_), shards_.units()[u]},
                               shards_.chunks(u, peers.size()));
  }

  /// The shard after the rank's part of the optimizer's step.
  Value updated(Node& node, const Value& shard, const Values& gradient, std::int64_t t) const {
    if (shard.floats() == 0) {
      return shard;  // more ranks than parameters
    }
    Concatenation mean{slices_of(gradient)};
    OptimizerStep update{optimizer_, t, shard, training_.device().submit(std::move(mean))};
    const double update_flop = training_.update_flop(update);
    return node.compute({std::move(update), update_flop});
  }

  [[nodiscard]] Value slice(const Value& array, std::size_t offset, std::size_t count) const {
    return training_.device().submit(Concatenation{{{array, offset, count}}});
  }
  [[nodiscard]] std::size_t units() const { return shards_.units().size(); }
  [[nodiscard]] std::int64_t samples(const Node& node) const {
    return batch_samples(training_, node, batch_size_);
  }

  Training& training_;
  bool shards_parameters_;  // stage 3
  UpdateRule optimizer_;
  std::int64_t batch_size_;
  std::size_t parameters_;  // floats, padded
  StateShards shards_;
  std::vector<double> forward_shares_;   // of a gradient's flop, by unit
  std::vector<double> backward_shares_;  // the same; in stage 2 the first has the forward pass, too
  SharedWork shared_;
};

void launch(Training& training, const Arguments& arguments) {
  launch_lockstep(training, group_options(training, arguments),
                  std::make_shared<ShardedDataParallel>(training, arguments));
}

}  // namespace

extern const StrategyInfo sharded_data_parallel_info;
const StrategyInfo sharded_data_parallel_info{
    {"strategy", "sharded_data_parallel",
     "Each worker keeps and updates a slice of the training state, gathered when it is needed",
     "Rajbhandari et al. 2020 (arXiv:1910.02054), ZeRO; Zhao et al. 2023 (arXiv:2304.11277), FSDP",
     with_group_parameters(
         {{.name = "stage",
           .type = Type::kInteger,
           .summary = "2: gradients and the optimizer's state are sliced; 3: "
                      "parameters, too",
           .default_text = "3",
           .range = {2, 3}},
          batch_size_parameter(),
          optimizer_parameter("whose state is sliced", "\"adam_w\""),
          bucket_size_parameter("parameters, or gradients, that travel together: a unit")})},
    launch,
    lockstep_faults(false, "the sum of the gradients takes them in, on every worker alike"),
    true,
    false,
    nullptr,
    true};

}  // namespace simgrad
