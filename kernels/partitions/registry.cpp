#include <array>

#include "kernels/partitions/partition.hpp"

namespace simgrad {

extern const PartitionInfo dirichlet_info;
extern const PartitionInfo iid_info;
extern const PartitionInfo natural_info;
extern const PartitionInfo quantity_skew_info;
extern const PartitionInfo shards_info;

std::span<const PartitionInfo* const> partitions() {
  static constexpr std::array kPartitions{
      &dirichlet_info, &iid_info, &natural_info, &quantity_skew_info, &shards_info,
  };
  return kPartitions;
}

}  // namespace simgrad
