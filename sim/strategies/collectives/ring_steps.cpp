#include "sim/strategies/collectives/ring_steps.hpp"

namespace simgrad {

Outcome<Value> ring_reduce_scatter(const Communicator& ring, const Contribution& mine,
                                   const std::vector<ParameterRange>& chunks) {
  const Training& training = ring.training();
  const std::size_t next = ring.neighbour(1);
  const std::size_t previous = ring.neighbour(-1);
  Value partial = mine.slice(training, chunks[previous]);
  for (std::int64_t step = 1; step < static_cast<std::int64_t>(ring.size()); ++step) {
    const ParameterRange& sent = chunks[ring.neighbour(-step)];
    const ParameterRange& received = chunks[ring.neighbour(-step - 1)];
    const auto sum = ring.exchange(next, training.on_wire(partial), sent.parameters, previous);
    if (!sum) {
      return sum.failure();
    }
    partial = mine.added_to(training, *sum, received);
  }
  return training.on_wire(partial);
}

Outcome<Values> ring_all_gather(const Communicator& ring, const Value& mine,
                                const std::vector<ParameterRange>& chunks) {
  const auto pieces = ring_all_gather(ring, Values{mine}, chunks);
  if (!pieces) {
    return pieces.failure();
  }
  Values gathered;
  gathered.reserve(pieces->size());
  for (const Values& piece : *pieces) {
    gathered.push_back(piece.front());
  }
  return gathered;
}

Outcome<std::vector<Values>> ring_all_gather(const Communicator& ring, const Values& mine,
                                             const std::vector<ParameterRange>& chunks) {
  std::vector<Values> gathered(ring.size());
  gathered[ring.rank()] = mine;
  const std::size_t next = ring.neighbour(1);
  const std::size_t previous = ring.neighbour(-1);
  for (std::int64_t step = 0; step + 1 < static_cast<std::int64_t>(ring.size()); ++step) {
    const std::size_t sent = ring.neighbour(-step);
    auto chunk = ring.exchange(next, gathered[sent], chunks[sent].parameters, previous);
    if (!chunk) {
      return chunk.failure();
    }
    gathered[ring.neighbour(-step - 1)] = std::move(*chunk);
  }
  return gathered;
}

}  // namespace simgrad
