#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace simgrad {

/// One range of a radical, both ends included.
struct RadicalRange {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// Reads the radical of a cluster or cabinet, "0-15,20,30-31"; nothing if it is not one. SimGrid
/// takes "3-1" for an empty range; here it is wrong.
std::optional<std::vector<RadicalRange>> read_radical(std::string_view text);

/// How many hosts the ranges name, counted twice where they overlap.
std::int64_t host_count(const std::vector<RadicalRange>& ranges);

/// How many hosts a cluster's topology has, from its topo_parameters: TORUS "4,4,2" has 32,
/// FAT_TREE "2;4,4;1,2;1,2" has 16 (the product of the second field), DRAGONFLY "3,4;4,3;5,1;2" has
/// 120 (the product of the first number of each field). Nothing if they cannot be read.
///
/// Source: SimGrid 3.32, documentation of <cluster>.
std::optional<std::int64_t> topology_host_count(std::string_view topology,
                                                std::string_view topo_parameters);

}  // namespace simgrad
