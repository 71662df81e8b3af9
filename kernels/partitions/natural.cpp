#include <algorithm>
#include <string>

#include "kernels/error.hpp"
#include "kernels/partitions/partition.hpp"

namespace simgrad {
namespace {

/// Node k gets the samples of the data set's k-th device, in ascending order of their numbers.
///
/// Throws: Error if the data set has no devices of its own, or not as many as there are nodes.
Assignment assign(const Arguments& /*arguments*/, const Dataset& data, std::size_t nodes,
                  Stream /*stream*/) {
  if (data.groups.empty()) {
    throw Error(
        "partition natural: this data set does not say which device a sample belongs to: choose "
        "another partition, or a data set with devices such as synthetic");
  }
  SIMGRAD_REQUIRE(data.groups.size() == data.train.count(), "every training sample has a group");
  std::vector<std::uint32_t> devices = data.groups;
  std::sort(devices.begin(), devices.end());
  devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
  if (devices.size() != nodes) {
    throw Error("partition natural: the data set has " + std::to_string(devices.size()) +
                " devices, the scenario " + std::to_string(nodes) + " nodes: expected " +
                std::to_string(devices.size()) + " nodes");
  }
  Assignment assignment(nodes);
  for (std::size_t i = 0; i < data.groups.size(); ++i) {
    const auto device = std::lower_bound(devices.begin(), devices.end(), data.groups[i]);
    assignment[static_cast<std::size_t>(device - devices.begin())].push_back(
        static_cast<std::uint32_t>(i));
  }
  return assignment;
}

}  // namespace

extern const PartitionInfo natural_info;
const PartitionInfo natural_info{{PartitionInfo::kFamily,
                                  "natural",
                                  "Each node the samples of one of the data set's own devices",
                                  "Caldas et al. 2018, LEAF (arXiv:1812.01097)",
                                  {}},
                                 assign};

}  // namespace simgrad
