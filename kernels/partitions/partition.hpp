#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/component.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/rng.hpp"

/// Partitions: which training samples lie on which node.
///
/// To add one:
///   1. copy iid.cpp, the smallest, to `name.cpp` and write its `assign`;
///   2. declare its parameters in `const PartitionInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/partitions/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

/// For each of K nodes the indices of its training samples, ascending.
using Assignment = std::vector<std::vector<std::uint32_t>>;

struct PartitionInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "partition";
  /// Every sample goes to exactly one node, every node gets at least one.
  /// Throws: Error if that cannot be (a node would stay empty), saying what would be enough.
  Assignment (*assign)(const Arguments& arguments, const Dataset& data, std::size_t nodes,
                       Stream stream);
};

std::span<const PartitionInfo* const> partitions();

}  // namespace simgrad
