#include "sim/strategies/collectives/ring_steps.hpp"

namespace simgrad {
namespace {

/// The ring all-reduce: a reduce-scatter, then an all-gather. 2(n − 1)(α + S/(nβ)); where n does
/// not divide the array, each step takes as long as its largest chunk.
class Ring : public Collective {
 public:
  Outcome<Slices> all_reduce(const Communicator& ring, const Contribution& mine) const override {
    const auto chunks = even_ranges(*ring.training().model(), mine.range, ring.size());
    const auto sum = ring_reduce_scatter(ring, mine, chunks);
    if (!sum) {
      return sum.failure();
    }
    const auto sums = ring_all_gather(ring, *sum, chunks);
    if (!sums) {
      return sums.failure();
    }
    return slices_of(*sums);
  }
};

std::shared_ptr<const Collective> make(const Arguments& /*arguments*/) {
  return std::make_shared<Ring>();
}

}  // namespace

extern const CollectiveInfo ring_info;
const CollectiveInfo ring_info{
    {"collective",
     "ring",
     "Chunks go round a ring twice: summed on the first way, handed out on the second",
     "Patarasuk and Yuan 2009 (J. Parallel Distrib. Comput. 69); Baidu 2017",
     {}},
    make};

}  // namespace simgrad
