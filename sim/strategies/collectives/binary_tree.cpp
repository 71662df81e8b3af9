#include <bit>
#include <deque>
#include <optional>

#include "sim/strategies/collectives/collective.hpp"

namespace simgrad {
namespace {

/// A rank's neighbours in the tree: rank 0 is the root and has one child, n/2 where n is a power of
/// two; that one's subtree is in order, the lowest bit set of a rank saying how high it stands.
struct Neighbours {
  std::optional<std::size_t> parent;
  std::vector<std::size_t> children;
};

Neighbours neighbours(std::size_t rank, std::size_t size) {
  Neighbours found;
  const std::size_t height = rank == 0 ? std::bit_ceil(size) : rank & (~rank + 1);
  if (rank != 0) {
    const std::size_t below = rank - height;
    const std::size_t above = below | (2 * height);
    found.parent = above < size ? above : below;
    if (height > 1) {
      found.children.push_back(rank - height / 2);
    }
  }
  for (std::size_t step = height / 2; step > 0; step /= 2) {
    if (rank + step < size) {  // else the next lower one, if there is any
      found.children.push_back(rank + step);
      break;
    }
  }
  return found;
}

/// Sums go up a binary tree, the whole's goes down it, in C chunks: while a member sends one to its
/// parent, or to its children, it receives the next. The whole sum is there before the way down.
///
/// On full-duplex links, n = 2^k: 2((k + C − 1)(α + 2S/(Cβ)) − S/(Cβ)), but 2C(α + S/(Cβ)) if n is
/// 2. The two children of a member share its link to send to it, and its link when it sends to
/// both; the root has but one child. No link ever carries more in one direction.
///
/// Differs from NCCL: there the ways up and down overlap, and there are two trees, so that leaves
/// of one are inner nodes of the other.
class BinaryTree : public Collective {
 public:
  explicit BinaryTree(std::size_t chunks) : chunks_(chunks) {}

  Outcome<Slices> all_reduce(const Communicator& peers, const Contribution& mine) const override {
    const Neighbours tree = neighbours(peers.rank(), peers.size());
    const auto chunks = even_ranges(*peers.training().model(), mine.range, chunks_);
    auto sums = reduce(peers, tree, mine, chunks);
    if (!sums) {
      return sums.failure();
    }
    const auto handed = hand_down(peers, tree, *sums, chunks);
    if (!handed) {
      return handed.failure();
    }
    return slices_of(*handed);
  }

 private:
  /// Returns: the sums of this member's subtree by chunk; the root's are the whole.
  static Outcome<Values> reduce(const Communicator& peers, const Neighbours& tree,
                                const Contribution& mine,
                                const std::vector<ParameterRange>& chunks) {
    const Training& training = peers.training();
    Values sums;
    std::optional<Transfer> last;
    for (std::size_t c = 0; c < chunks.size(); ++c) {
      const auto sum = add_children(peers, tree, mine, chunks[c]);
      if (!sum) {
        return sum.failure();
      }
      sums.push_back(training.on_wire(*sum));
      if (tree.parent) {
        if (last && !last->wait()) {
          return last->wait().failure();
        }
        last = peers.send_async(*tree.parent, sums.back(), chunks[c].parameters);
      }
    }
    if (last && !last->wait()) {
      return last->wait().failure();
    }
    return sums;
  }

  static Outcome<Value> add_children(const Communicator& peers, const Neighbours& tree,
                                     const Contribution& mine, const ParameterRange& chunk) {
    const Training& training = peers.training();
    Value sum = mine.slice(training, chunk);
    for (const std::size_t child : tree.children) {
      const auto theirs = peers.receive(child);
      if (!theirs) {
        return theirs.failure();
      }
      if (chunk.count > 0) {
        sum = training.device().submit(
            LinearCombination{{{sum, 1.0, 0}, {*theirs, 1.0, 0}}, chunk.count});
      }
    }
    return sum;
  }

  /// Returns: the whole sum by chunks.
  static Outcome<Values> hand_down(const Communicator& peers, const Neighbours& tree, Values& sums,
                                   const std::vector<ParameterRange>& chunks) {
    std::vector<Transfer> last;
    for (std::size_t c = 0; c < chunks.size(); ++c) {
      if (tree.parent) {
        const auto whole = peers.receive(*tree.parent);
        if (!whole) {
          return whole.failure();
        }
        sums[c] = *whole;
      }
      if (const auto sent = all_over(last); !sent) {
        return sent.failure();
      }
      last.clear();
      for (const std::size_t child : tree.children) {
        last.push_back(peers.send_async(child, sums[c], chunks[c].parameters));
      }
    }
    if (const auto sent = all_over(last); !sent) {
      return sent.failure();
    }
    return sums;
  }

  static Outcome<Sent> all_over(std::vector<Transfer>& transfers) {
    Outcome<Sent> end = Sent{};
    for (Transfer& transfer : transfers) {
      if (const auto& sent = transfer.wait(); !sent) {
        end = sent;
      }
    }
    return end;
  }

  std::size_t chunks_;
};

std::shared_ptr<const Collective> make(const Arguments& arguments) {
  return std::make_shared<BinaryTree>(static_cast<std::size_t>(arguments.integer("chunks")));
}

}  // namespace

extern const CollectiveInfo binary_tree_info;
const CollectiveInfo binary_tree_info{
    {"collective",
     "binary_tree",
     "Sums go up a binary tree, the whole's goes down it; in chunks that follow one another",
     "Sanders, Speck and Traff 2009 (Parallel Comput. 35); the tree is NCCL's",
     {{.name = "chunks",
       .type = Type::kInteger,
       .summary = "that are pipelined",
       .default_text = "1",
       .range = {1, 1e6}}}},
    make};

}  // namespace simgrad
