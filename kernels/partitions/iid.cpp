#include "kernels/partitions/partition.hpp"

namespace simgrad {
namespace {

/// Shuffles the samples and cuts them into K parts whose sizes differ by at most one.
///
/// Source: McMahan et al. 2017, section 3, "IID" (arXiv:1602.05629).
/// Throws: Error if there are fewer samples than nodes.
Assignment assign(const Arguments& /*arguments*/, const Dataset& data, std::size_t nodes,
                  Stream stream) {
  const std::size_t count = data.train.count();
  require_enough(count, nodes, 1, "iid");
  std::vector<std::size_t> ends;
  for (std::size_t k = 1; k <= nodes; ++k) {
    ends.push_back(count * k / nodes);
  }
  return cut(shuffled_indices(count, stream), ends);
}

}  // namespace

extern const PartitionInfo iid_info;
const PartitionInfo iid_info{{PartitionInfo::kFamily,
                              "iid",
                              "Shuffled, and cut into equal parts",
                              "McMahan et al. 2017 (arXiv:1602.05629)",
                              {}},
                             assign};

}  // namespace simgrad
