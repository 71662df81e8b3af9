#pragma once

#include <cstdint>
#include <memory>

#include "sim/strategies/link_policy.hpp"
#include "sim/strategies/shards.hpp"

/// The worker of every strategy with parameter servers, and what it and they tell each other.
///
/// A step is a pull of all slices in parallel, the gradient of a mini-batch, and a push of its
/// slices in parallel. Steps are numbered by the servers; newer parameters make a worker abandon a
/// gradient that it still computes, whose time is lost.
///
/// Where the servers let it go on from its copy, a step needs no pull: the parameters of the last
/// one are moved by the worker's own gradients since, as the servers would by the same rule from
/// an optimizer's state of zero; that costs the worker's time.
namespace simgrad {

/// A slice of the parameters for a step.
struct Parameters {
  std::size_t shard = 0;
  Value slice;
  std::int64_t version = 0;  // the shard's steps so far
  std::int64_t step = 0;     // chooses the batch
  std::int64_t life = 0;     // of the worker that they are for
};

/// The next step may begin at what the worker has of the parameters. What it is told by costs
/// nothing: whoever counts steps knows.
struct FromCopy {
  std::int64_t step = 0;
  std::int64_t life = 0;  // of the worker that it is for
};

/// A slice of a step's gradient.
struct WorkerGradient {
  Value slice;
  Value gradient;            // the whole, whose statistics tell the loss
  std::int64_t version = 0;  // of the shard's parameters
  std::int64_t step = 0;
  std::int64_t samples = 0;
};

/// A transfer of a step, to or from this life of a worker, was given up.
struct GaveUp {
  std::int64_t step = 0;
  std::int64_t life = 0;
};

struct ServedWorkerOptions {
  std::int64_t batch_size = 0;
  UpdateRule optimizer;  // of its copy
  LinkPolicy links;
  bool leaves_when_cut_off = false;  // after a transfer that was given up it asks to join again
};

/// Starts the worker's actor, which asks to join whenever it, or a server, has a new life.
void launch_served_worker(Node& node, Training& training, const std::shared_ptr<Shards>& shards,
                          const ServedWorkerOptions& options);

}  // namespace simgrad
