#include <algorithm>

#include "sim/strategies/collectives/ring_steps.hpp"

namespace simgrad {
namespace {

using Ranks = std::vector<std::size_t>;

/// The first few ranks of each group hold a chunk each, and sum it between the groups: m groups of
/// g members have chunks S/g, and each member's ring, tree … of `between` has m members.
///
/// On full-duplex links, α and β inside a group, α' between groups, β' the group's uplink, which
/// its g members share (S/m at once in each step; of their own links each carries S/(gm)):
/// 2(g − 1)(α + S/(gβ)) + 2(m − 1)(α' + S/m max(1/β', 1/(gβ))) with a ring between.
///
/// A group is `hosts_per_group` workers that follow one another in the scenario, as a cabinet
/// holds, and stays so when some are lost: the others are a smaller group. With groups of g and
/// more members there are g chunks; a larger group's further members add theirs and hold none.
class Hierarchical : public Collective {
 public:
  Hierarchical(std::size_t hosts_per_group, std::shared_ptr<const Collective> between)
      : hosts_per_group_(hosts_per_group), between_(std::move(between)) {}

  Outcome<Slices> all_reduce(const Communicator& peers, const Contribution& mine) const override {
    const std::vector<Ranks> groups = groups_of(peers);
    const Ranks& own = *std::find_if(groups.begin(), groups.end(), [&](const Ranks& group) {
      return std::find(group.begin(), group.end(), peers.rank()) != group.end();
    });
    const Communicator group = peers.among(own);
    const std::size_t holders = smallest(groups);
    auto chunks = even_ranges(*peers.training().model(), mine.range, holders);
    const ParameterRange& last = chunks.back();
    chunks.resize(own.size(), {last.offset + last.count, 0, 0});

    const auto partial = ring_reduce_scatter(group, mine, chunks);
    if (!partial) {
      return partial.failure();
    }
    Values sum;
    if (group.rank() < holders) {
      const auto whole = sum_between(peers, groups, group.rank(), *partial, chunks[group.rank()]);
      if (!whole) {
        return whole.failure();
      }
      sum = *whole;
    }
    const auto sums = ring_all_gather(group, sum, chunks);
    if (!sums) {
      return sums.failure();
    }
    Values in_order;
    for (const Values& chunk : *sums) {
      in_order.insert(in_order.end(), chunk.begin(), chunk.end());
    }
    return slices_of(in_order);
  }

 private:
  [[nodiscard]] std::vector<Ranks> groups_of(const Communicator& peers) const {
    std::vector<Ranks> groups;
    std::size_t place = 0;  // of the last group: a cabinet's
    for (std::size_t rank = 0; rank < peers.size(); ++rank) {
      const std::size_t worker = peers.member(rank).index() - 1;
      if (groups.empty() || worker / hosts_per_group_ != place) {
        place = worker / hosts_per_group_;
        groups.emplace_back();
      }
      groups.back().push_back(rank);
    }
    return groups;
  }

  static std::size_t smallest(const std::vector<Ranks>& groups) {
    return std::min_element(groups.begin(), groups.end(),
                            [](const Ranks& a, const Ranks& b) {
                              return a.size() < b.size();
                            })
        ->size();
  }

  /// Those that hold the same chunk add up their groups' sums of it.
  Outcome<Values> sum_between(const Communicator& peers, const std::vector<Ranks>& groups,
                              std::size_t holder, const Value& partial,
                              const ParameterRange& chunk) const {
    Ranks column;
    for (const Ranks& group : groups) {
      column.push_back(group[holder]);
    }
    const auto sum = between_->all_reduce(peers.among(column), {partial, 1.0, chunk, chunk.offset});
    if (!sum) {
      return sum.failure();
    }
    Values pieces;
    for (const ArraySlice& piece : *sum) {
      pieces.push_back(piece.value);
    }
    return pieces;
  }

  std::size_t hosts_per_group_;
  std::shared_ptr<const Collective> between_;
};

std::shared_ptr<const Collective> make(const Arguments& arguments) {
  const Chosen& between = arguments.chosen("between");
  return std::make_shared<Hierarchical>(
      static_cast<std::size_t>(arguments.integer("hosts_per_group")),
      between.as<CollectiveInfo>().make(*between.arguments));
}

}  // namespace

extern const CollectiveInfo hierarchical_info;
const CollectiveInfo hierarchical_info{
    {"collective",
     "hierarchical",
     "Summed round a ring in each group of hosts, then between groups, handed out in each group",
     "Jia et al. 2018 (arXiv:1807.11205); Cho et al. 2019, BlueConnect (MLSys)",
     {{.name = "hosts_per_group",
       .type = Type::kInteger,
       .summary = "workers of a group, a cabinet's, in the scenario's order",
       .range = {1, 1e6}},
      {.name = "between",
       .type = Type::kComponent,
       .summary = "how the groups' sums are summed",
       .default_text = "\"ring\"",
       .family = "collective"}}},
    make};

}  // namespace simgrad
