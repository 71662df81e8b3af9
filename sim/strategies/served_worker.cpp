#include "sim/strategies/served_worker.hpp"

#include <algorithm>

#include "sim/strategies/membership.hpp"
#include "sim/strategies/mini_batches.hpp"

namespace simgrad {
namespace {

/// The gradient of a step has been computed.
struct Computed {
  std::int64_t step = 0;
};

/// One life of a worker.
class ServedWorker {
 public:
  ServedWorker(Node& node, Training& training, Shards& shards, const ServedWorkerOptions& options)
      : node_(node),
        training_(training),
        shards_(shards),
        options_(options),
        slices_(shards.size()),
        gradients_(shards.size()),
        versions_(shards.size()),
        server_lives_(shards.size()) {}

  void work() {
    bool is_member = node_.incarnation() == 0;
    while (true) {
      if (!is_member) {
        join(node_, shards_.front(), options_.links);
        server_lives_ = shards_.lives();
      }
      is_member = step();
    }
  }

 private:
  /// Pull, compute, push. False: the connection is lost.
  bool step() {
    while (arrived_ < slices_.size()) {
      if (!take(*node_.receive())) {
        return false;
      }
    }
    arrived_ = 0;
    const std::int64_t step = step_;
    Learner& learner = training_.learner(node_);
    const Computing gradient = node_.compute_async(
        learner.gradient(shards_.join(slices_), step, options_.batch_size), {1.0}, [this, step] {
          node_.notify(node_, Computed{step});
        });
    while (true) {
      const auto message = node_.receive();
      const auto* computed = message->as<Computed>();
      if (computed != nullptr && computed->step == step) {
        return push(gradient.value(), step, batch_samples(training_, node_, options_.batch_size));
      }
      if (!take(*message)) {
        return false;
      }
      if (step_ > step) {
        return true;  // nobody wants this gradient any more
      }
    }
  }

  /// False: the connection is lost.
  bool take(const Message& message) {
    if (const auto* parameters = message.as<Parameters>()) {
      pull(*parameters);
    } else if (const auto* next = message.as<FromCopy>()) {
      go_on(*next);
    } else if (const auto* given_up = message.as<GaveUp>()) {
      return given_up->life != node_.incarnation() || !options_.leaves_when_cut_off;
    } else if (const auto* lost = message.as<PeerLost>()) {
      const auto shard = std::find_if(shards_.begin(), shards_.end(), [&](const Shard& each) {
        return each.server == message.from;
      });
      return lost->incarnation < server_lives_[shard->index];
    }
    return true;
  }

  void pull(const Parameters& parameters) {
    if (parameters.life != node_.incarnation() || parameters.step < step_) {
      return;  // an earlier life asked for them, or newer ones are here
    }
    if (parameters.step > step_) {
      step_ = parameters.step;
      arrived_ = 0;
      own_steps_ = 0;
    }
    slices_[parameters.shard] = parameters.slice;
    versions_[parameters.shard] = parameters.version;
    ++arrived_;
  }

  /// Its own update is in its copy, those of others are not.
  void go_on(const FromCopy& next) {
    if (next.life != node_.incarnation()) {
      return;
    }
    step_ = next.step;
    ++own_steps_;
    for (const Shard& shard : shards_) {
      Value& slice = slices_[shard.index];
      if (own_steps_ == 1) {
        slice = shards_.with_zero_slots(slice, shard, slots(options_.optimizer));
      }
      OptimizerStep update{options_.optimizer, own_steps_, slice, gradients_[shard.index]};
      const double update_flop = training_.update_flop(update);
      slice = node_.compute({std::move(update), update_flop});
      ++versions_[shard.index];
    }
    arrived_ = slices_.size();
  }

  /// False: the connection is lost.
  bool push(const Value& gradient, std::int64_t step, std::int64_t samples) {
    const RetryPolicy& retry = options_.links.retry;
    std::vector<Transfer> others;
    const auto message = [&](const Shard& shard) {
      gradients_[shard.index] = shards_.on_wire(gradient, shard);
      return WorkerGradient{gradients_[shard.index], gradient, versions_[shard.index], step,
                            samples};
    };
    for (std::size_t k = 1; k < shards_.size(); ++k) {
      const Shard& shard = shards_[k];
      others.push_back(
          node_.send_async(*shard.server, message(shard), shards_.bytes(shard), retry));
    }
    const Shard& first = shards_[0];
    bool connected = knows(node_.send(*first.server, message(first), shards_.bytes(first), retry),
                           *first.server, step);
    for (std::size_t k = 1; k < shards_.size(); ++k) {
      connected = knows(others[k - 1].wait(), *shards_[k].server, step) && connected;
    }
    return connected;
  }

  /// Tells a server of a push that was given up. False: the connection is lost.
  bool knows(const Outcome<Sent>& sent, Node& server, std::int64_t step) {
    if (sent) {
      return true;
    }
    if (sent.failure().kind != FailureKind::kLinkDown) {
      return false;
    }
    server.notify(node_, GaveUp{step, node_.incarnation()});
    return !options_.leaves_when_cut_off;
  }

  Node& node_;
  Training& training_;
  Shards& shards_;
  ServedWorkerOptions options_;
  std::vector<Value> slices_;               // of the newest step, by shard
  std::vector<Value> gradients_;            // of the last step, by shard
  std::vector<std::int64_t> versions_;      // the shard's steps that are in the slices
  std::int64_t own_steps_ = 0;              // of the worker's copy since the last pull
  std::vector<std::int64_t> server_lives_;  // that the worker has joined
  std::int64_t step_ = 0;
  std::size_t arrived_ = 0;  // slices of the newest step, while they are awaited
};

}  // namespace

void launch_served_worker(Node& node, Training& training, const std::shared_ptr<Shards>& shards,
                          const ServedWorkerOptions& options) {
  node.run_always([&node, &training, shards, options] {
    ServedWorker(node, training, *shards, options).work();
  });
}

}  // namespace simgrad
