#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/views/topology/cluster.hpp"

namespace simgrad::gui {

/// A cluster as a tree around its hub: where most of the routes meet.
struct ClusterTree {
  std::uint32_t hub = 0;
  std::vector<std::uint32_t> order = {};                  ///< all vertices, the hub first
  std::vector<std::uint32_t> parent = {};                 ///< of each vertex; the hub's: itself
  std::vector<std::optional<std::uint32_t>> cable = {};   ///< to the parent; none: apart from it
  std::vector<std::vector<std::uint32_t>> children = {};  ///< servers first
};

/// Breadth first, deterministic. Vertices without a way to the hub hang on it without a cable.
ClusterTree treeOf(const Cluster& cluster);

/// Hosts that hang on the same junction and whose names differ in a number alone.
struct Zone {
  std::string name = {};                  ///< "client-*"; unique together with its anchor
  std::uint32_t anchor = 0;               ///< the vertex that all of them hang on
  std::vector<std::uint32_t> hosts = {};  ///< two or more
};

/// "cabinet-3-node-17" → "cabinet-3-node-*", and "cabinet-*-node-*" for two numbers.
std::string withoutLastNumbers(const std::string& name, int numbers);

/// Zones of hosts that nothing but the rest of the network hangs on; servers are in none. Where
/// there are more than `most`, zones that differ in one more number are one, and hang further up.
/// Hosts of one anchor that are like no other one are a zone too.
std::vector<Zone> zonesOf(const Cluster& cluster, const ClusterTree& tree, std::size_t most);

}  // namespace simgrad::gui
