#include "gui/views/topology/zones.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace simgrad::gui {
namespace {

constexpr int kMostNumbers = 4;  // in a name, that zones are merged across
constexpr const char* kOthers = "other hosts";

bool isDigit(char letter) {
  return letter >= '0' && letter <= '9';
}

struct Neighbour {
  std::uint32_t vertex = 0;
  std::uint32_t cable = 0;
};

std::vector<std::vector<Neighbour>> neighboursOf(const Cluster& cluster) {
  std::vector<std::vector<Neighbour>> neighbours(cluster.vertices.size());
  for (std::uint32_t i = 0; i < cluster.cables.size(); ++i) {
    const Cable& cable = cluster.cables[i];
    neighbours[cable.a].push_back({cable.b, i});
    neighbours[cable.b].push_back({cable.a, i});
  }
  return neighbours;
}

/// The server, or what it hangs on if that is where the others meet it.
std::uint32_t hubOf(const Cluster& cluster, const std::vector<std::vector<Neighbour>>& neighbours) {
  const auto& vertices = cluster.vertices;
  const auto server = std::find_if(vertices.begin(), vertices.end(), [](const Vertex& vertex) {
    return vertex.is_server;
  });
  if (server == vertices.end()) {
    const auto most =
        std::max_element(neighbours.begin(), neighbours.end(), [](const auto& a, const auto& b) {
          return a.size() < b.size();
        });
    return static_cast<std::uint32_t>(most - neighbours.begin());
  }
  const auto hub = static_cast<std::uint32_t>(server - vertices.begin());
  if (neighbours[hub].size() == 1 && !vertices[neighbours[hub].front().vertex].is_host) {
    return neighbours[hub].front().vertex;
  }
  return hub;
}

/// The nearest vertex above that something else hangs on too.
std::uint32_t anchorOf(std::uint32_t host, const ClusterTree& tree) {
  std::uint32_t anchor = tree.parent[host];
  while (anchor != tree.hub && tree.children[anchor].size() == 1) {
    anchor = tree.parent[anchor];
  }
  return anchor;
}

/// Zones by anchor and name without so many numbers, those of one host too.
std::vector<Zone> zonesWithout(int numbers, const Cluster& cluster, const ClusterTree& tree) {
  std::vector<Zone> zones;
  std::map<std::pair<std::uint32_t, std::string>, std::size_t> zone_of;
  for (const std::uint32_t vertex : tree.order) {
    const Vertex& host = cluster.vertices[vertex];
    if (!host.is_host || host.is_server || vertex == tree.hub || !tree.children[vertex].empty()) {
      continue;
    }
    std::uint32_t anchor = anchorOf(vertex, tree);
    for (int lifted = 1; lifted < numbers; ++lifted) {
      anchor = tree.parent[anchor];
    }
    const std::string name = withoutLastNumbers(host.name, numbers);
    const auto [found, is_new] = zone_of.try_emplace({anchor, name}, zones.size());
    if (is_new) {
      zones.push_back({.name = name, .anchor = anchor});
    }
    zones[found->second].hosts.push_back(vertex);
  }
  return zones;
}

/// Makes one zone of all the hosts of an anchor that are like no other one.
void gatherSingles(std::vector<Zone>& zones) {
  std::map<std::uint32_t, Zone> singles;
  for (const Zone& zone : zones) {
    if (zone.hosts.size() == 1) {
      Zone& others = singles[zone.anchor];
      others.name = kOthers;
      others.anchor = zone.anchor;
      others.hosts.push_back(zone.hosts.front());
    }
  }
  std::erase_if(zones, [](const Zone& zone) {
    return zone.hosts.size() == 1;
  });
  for (auto& [anchor, others] : singles) {
    if (others.hosts.size() > 1) {
      zones.push_back(std::move(others));
    }
  }
}

/// Adds to the tree what can be reached from a place, nearest first.
void reach(std::uint32_t start, const std::vector<std::vector<Neighbour>>& neighbours,
           std::vector<bool>& reached, ClusterTree& tree) {
  reached[start] = true;
  tree.order.push_back(start);
  for (std::size_t next = tree.order.size() - 1; next < tree.order.size(); ++next) {
    const std::uint32_t vertex = tree.order[next];
    for (const Neighbour& neighbour : neighbours[vertex]) {
      if (reached[neighbour.vertex]) {
        continue;
      }
      reached[neighbour.vertex] = true;
      tree.parent[neighbour.vertex] = vertex;
      tree.cable[neighbour.vertex] = neighbour.cable;
      tree.children[vertex].push_back(neighbour.vertex);
      tree.order.push_back(neighbour.vertex);
    }
  }
}

}  // namespace

ClusterTree treeOf(const Cluster& cluster) {
  const std::size_t count = cluster.vertices.size();
  ClusterTree tree;
  if (count == 0) {
    return tree;
  }
  const auto neighbours = neighboursOf(cluster);
  tree.hub = hubOf(cluster, neighbours);
  tree.parent.assign(count, tree.hub);
  tree.cable.resize(count);
  tree.children.resize(count);
  std::vector<bool> reached(count, false);
  reach(tree.hub, neighbours, reached, tree);
  for (std::uint32_t vertex = 0; vertex < count; ++vertex) {
    if (!reached[vertex]) {
      tree.children[tree.hub].push_back(vertex);
      reach(vertex, neighbours, reached, tree);
    }
  }
  for (auto& children : tree.children) {
    std::stable_partition(children.begin(), children.end(), [&](std::uint32_t child) {
      return cluster.vertices[child].is_server;
    });
  }
  return tree;
}

std::string withoutLastNumbers(const std::string& name, int numbers) {
  std::string out = name;
  std::size_t end = out.size();
  for (int i = 0; i < numbers; ++i) {
    while (end > 0 && !isDigit(out[end - 1])) {
      --end;
    }
    std::size_t begin = end;
    while (begin > 0 && isDigit(out[begin - 1])) {
      --begin;
    }
    if (begin == end) {
      break;
    }
    out.replace(begin, end - begin, "*");
    end = begin;
  }
  return out;
}

std::vector<Zone> zonesOf(const Cluster& cluster, const ClusterTree& tree, std::size_t most) {
  std::vector<Zone> zones;
  for (int numbers = 1; numbers <= kMostNumbers; ++numbers) {
    zones = zonesWithout(numbers, cluster, tree);
    gatherSingles(zones);
    if (zones.size() <= most) {
      break;
    }
  }
  return zones;
}

}  // namespace simgrad::gui
