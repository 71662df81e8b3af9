#include <bit>

#include "sim/strategies/collectives/collective.hpp"

/// p: the largest power of two ≤ n. Chunk c of p is summed at place c of the hypercube.
namespace simgrad {
namespace {

/// Where this member stands in a hypercube of p places: of the first 2(n − p) ranks, the even ones
/// have none, and the odd ones stand for both.
struct Place {
  std::size_t number = 0;
  std::size_t size = 0;
  std::size_t pairs = 0;  // n − p

  explicit Place(const Communicator& peers)
      : size(std::bit_floor(peers.size())), pairs(peers.size() - size) {
    number = peers.rank() < 2 * pairs ? peers.rank() / 2 : peers.rank() - pairs;
  }
  [[nodiscard]] std::size_t rank_of(std::size_t place) const {
    return place < pairs ? 2 * place + 1 : place + pairs;
  }
};

/// Consecutive chunks.
struct Block {
  std::size_t first = 0;
  std::size_t count = 0;

  [[nodiscard]] ParameterRange of(const std::vector<ParameterRange>& chunks) const {
    ParameterRange range{chunks[first].offset, 0, 0};
    for (std::size_t c = first; c < first + count; ++c) {
      range.count += chunks[c].count;
      range.parameters += chunks[c].parameters;
    }
    return range;
  }
};

/// Recursive halving, then recursive doubling. With n = p, 2 log2(n) α + 2(n − 1)/n · S/β: a step
/// at distance d exchanges S d/n. Else the ranks without a place add 2(α + S/β) around that of p.
///
/// Differs from the paper: they give their whole array to a neighbour, as in MPICH, where the paper
/// has both of a pair add a half.
class RecursiveHalvingDoubling : public Collective {
 public:
  Outcome<Slices> all_reduce(const Communicator& peers, const Contribution& mine) const override {
    const Place place(peers);
    if (peers.rank() < 2 * place.pairs) {
      return peers.rank() % 2 == 0 ? hand_over(peers, mine) : stand_for_both(peers, mine, place);
    }
    const auto sum = among_places(peers, mine, place);
    if (!sum) {
      return sum.failure();
    }
    return slices_of(*sum);
  }

 private:
  static Outcome<Slices> hand_over(const Communicator& peers, const Contribution& mine) {
    const Training& training = peers.training();
    const Value array = training.on_wire(mine.slice(training, mine.range));
    const auto sent = peers.send(peers.rank() + 1, array, mine.range.parameters);
    if (!sent) {
      return sent.failure();
    }
    const auto sum = peers.receive_all(peers.rank() + 1);
    if (!sum) {
      return sum.failure();
    }
    return slices_of(*sum);
  }

  static Outcome<Slices> stand_for_both(const Communicator& peers, const Contribution& mine,
                                        const Place& place) {
    const std::size_t other = peers.rank() - 1;
    const auto theirs = peers.receive(other);
    if (!theirs) {
      return theirs.failure();
    }
    const Value both = mine.added_to(peers.training(), *theirs, mine.range);
    const auto sum = among_places(peers, {both, 1.0, mine.range, mine.range.offset}, place);
    if (!sum) {
      return sum.failure();
    }
    auto told = peers.send_async(other, *sum, mine.range.parameters);
    if (const auto& sent = told.wait(); !sent) {
      return sent.failure();
    }
    return slices_of(*sum);
  }

  /// Returns: the sum by chunks.
  static Outcome<Values> among_places(const Communicator& peers, const Contribution& mine,
                                      const Place& place) {
    const auto chunks = even_ranges(*peers.training().model(), mine.range, place.size);
    const auto own = halve(peers, mine, place, chunks);
    if (!own) {
      return own.failure();
    }
    return double_up(peers, *own, place, chunks);
  }

  /// Each step gives away the half of the block in which one's own chunk is not.
  /// Returns: the sum of the place's own chunk, as it arrives where it is sent.
  static Outcome<Value> halve(const Communicator& peers, const Contribution& mine,
                              const Place& place, const std::vector<ParameterRange>& chunks) {
    const Training& training = peers.training();
    Contribution held = mine;
    Block block{0, place.size};
    while (block.count > 1) {
      const std::size_t half = block.count / 2;
      const std::size_t partner = place.rank_of(place.number ^ half);
      const bool keeps_upper = (place.number & half) != 0;
      const Block kept{keeps_upper ? block.first + half : block.first, half};
      const Block given{keeps_upper ? block.first : block.first + half, half};
      const ParameterRange out = given.of(chunks);
      const auto theirs = peers.exchange(partner, training.on_wire(held.slice(training, out)),
                                         out.parameters, partner);
      if (!theirs) {
        return theirs.failure();
      }
      const ParameterRange rest = kept.of(chunks);
      held = {held.added_to(training, *theirs, rest), 1.0, rest, rest.offset};
      block = kept;
    }
    return training.on_wire(place.size == 1 ? held.slice(training, held.range) : held.array);
  }

  /// Each step doubles the block that one has: the partner's is beside it.
  static Outcome<Values> double_up(const Communicator& peers, const Value& own, const Place& place,
                                   const std::vector<ParameterRange>& chunks) {
    Values held{own};
    Block block{place.number, 1};
    while (block.count < place.size) {
      const std::size_t partner = place.rank_of(place.number ^ block.count);
      const auto theirs = peers.exchange(partner, held, block.of(chunks).parameters, partner);
      if (!theirs) {
        return theirs.failure();
      }
      const bool is_upper = (place.number & block.count) != 0;
      held.insert(is_upper ? held.begin() : held.end(), theirs->begin(), theirs->end());
      block = {is_upper ? block.first - block.count : block.first, 2 * block.count};
    }
    return held;
  }
};

std::shared_ptr<const Collective> make(const Arguments& /*arguments*/) {
  return std::make_shared<RecursiveHalvingDoubling>();
}

}  // namespace

extern const CollectiveInfo recursive_halving_doubling_info;
const CollectiveInfo recursive_halving_doubling_info{
    {"collective",
     "recursive_halving_doubling",
     "Pairs at distances n/2, n/4 ... 1 exchange halves and add, then the sums on the way back",
     "Thakur, Rabenseifner and Gropp 2005 (Int. J. High Perform. Comput. Appl. 19)",
     {}},
    make};

}  // namespace simgrad
