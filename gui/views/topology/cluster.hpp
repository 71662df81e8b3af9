#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/record/rows.hpp"

namespace simgrad::gui {

/// A host, or a junction where cables meet.
struct Vertex {
  std::string name = {};
  bool is_host = false;
  bool is_server = false;
  std::vector<std::uint32_t> nodes = {};  ///< what runs there, by index
};

/// What joins two vertices: a link for both directions (in `forth`), or links for each of them.
struct Cable {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::vector<std::uint32_t> forth = {};  ///< links from a to b, by index
  std::vector<std::uint32_t> back = {};   ///< links from b to a
};

/// A network as a graph without directions.
struct Cluster {
  std::vector<Vertex> vertices = {};
  std::vector<Cable> cables = {};  ///< no two join the same vertices
};

/// The graph of what a run recorded: links along routes, each once and in the direction of the
/// first route that took it. The two directions of one cable become one: links whose names differ
/// in _UP and _DOWN alone, and links that lead from a host and to it at the same distance.
///
/// Links without two different ends are in no cable. O(n log n).
Cluster clusterOf(const std::vector<NodeRow>& nodes, const std::vector<LinkRow>& links);

}  // namespace simgrad::gui
