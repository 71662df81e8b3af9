#include <algorithm>

#include "kernels/partitions/partition.hpp"

namespace simgrad {
namespace {

/// Sorts the samples by label, cuts them into K · s shards and deals s to each of K nodes.
///
/// Samples of one label keep their order; shard sizes differ by at most one.
/// Source: McMahan et al. 2017, section 3, "Non-IID" (arXiv:1602.05629): s = 2.
/// Differs from the paper: nothing where K · s divides N.
/// Throws: Error if there are fewer samples than shards.
Assignment assign(const Arguments& arguments, const Dataset& data, std::size_t nodes,
                  Stream stream) {
  const auto each = static_cast<std::size_t>(arguments.integer("shards_per_node"));
  const std::size_t count = data.train.count();
  require_enough(count, nodes, each, "shards");
  std::vector<std::uint32_t> order(count);
  for (std::size_t i = 0; i < count; ++i) {
    order[i] = static_cast<std::uint32_t>(i);
  }
  const auto& labels = data.train.labels;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return labels[a] < labels[b];
  });
  const std::size_t shards = nodes * each;
  const auto dealt = shuffled_indices(shards, stream);
  Assignment assignment(nodes);
  for (std::size_t i = 0; i < shards; ++i) {
    auto& mine = assignment[i / each];
    for (std::size_t at = count * dealt[i] / shards; at < count * (dealt[i] + 1) / shards; ++at) {
      mine.push_back(order[at]);
    }
  }
  for (auto& mine : assignment) {
    std::sort(mine.begin(), mine.end());
  }
  return assignment;
}

}  // namespace

extern const PartitionInfo shards_info;
const PartitionInfo shards_info{
    {PartitionInfo::kFamily,
     "shards",
     "Sorted by label, cut into shards, a few dealt to each node: few labels on a node",
     "McMahan et al. 2017 (arXiv:1602.05629)",
     {
         {"shards_per_node", Type::kInteger, "shards dealt to a node", "2", Range{1, 1'000'000}},
     }},
    assign};

}  // namespace simgrad
