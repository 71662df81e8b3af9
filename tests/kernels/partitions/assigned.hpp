#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "kernels/partitions/partition.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::test {

/// N training samples without features, labels 0, 1, …, C − 1, 0, …
inline Dataset labelled(std::size_t count, std::size_t classes) {
  Dataset data;
  data.classes = classes;
  for (std::size_t i = 0; i < count; ++i) {
    data.train.labels.push_back(static_cast<std::int32_t>(i % classes));
  }
  return data;
}

inline Assignment assigned(std::string_view name, const Dataset& data, std::size_t nodes,
                           std::initializer_list<std::pair<std::string, Argument>> given = {},
                           std::uint64_t seed = 1) {
  const auto* info = find_component(partitions(), name);
  SIMGRAD_REQUIRE(info != nullptr, "the partition is registered");
  return info->assign(arguments_for(*info, given), data, nodes, Stream(seed, Purpose::kPartition));
}

/// Whether each of `count` samples is on exactly one node, each node's are ascending, none empty.
inline bool is_partition(const Assignment& assignment, std::size_t count) {
  std::vector<int> seen(count, 0);
  for (const auto& mine : assignment) {
    if (mine.empty() || !std::is_sorted(mine.begin(), mine.end())) {
      return false;
    }
    for (const auto sample : mine) {
      seen.at(sample) += 1;
    }
  }
  return std::all_of(seen.begin(), seen.end(), [](int times) {
    return times == 1;
  });
}

inline std::vector<std::size_t> sizes(const Assignment& assignment) {
  std::vector<std::size_t> result;
  for (const auto& mine : assignment) {
    result.push_back(mine.size());
  }
  return result;
}

/// How many samples of each class node k has (C).
inline std::vector<std::size_t> labels_of(const Assignment& assignment, std::size_t k,
                                          const Dataset& data) {
  std::vector<std::size_t> counts(data.classes, 0);
  for (const auto sample : assignment[k]) {
    counts[static_cast<std::size_t>(data.train.labels[sample])] += 1;
  }
  return counts;
}

}  // namespace simgrad::test
