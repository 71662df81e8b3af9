#include "gui/views/topology/cluster.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace simgrad::gui {
namespace {

constexpr int kMostHops = 64;  // of a route that is followed from both of its ends
constexpr std::string_view kUp = "_UP";
constexpr std::string_view kDown = "_DOWN";
constexpr const char* kServerRole = "server";

bool isJunction(const std::string& name) {
  return name.starts_with('@');
}

/// The name of the link for the other direction, as SimGrid names the halves of a full duplex one.
std::string oppositeOf(const std::string& name) {
  if (name.ends_with(kUp)) {
    return name.substr(0, name.size() - kUp.size()).append(kDown);
  }
  if (name.ends_with(kDown)) {
    return name.substr(0, name.size() - kDown.size()).append(kUp);
  }
  return {};
}

/// Vertices that turn out to be one.
class Merging {
 public:
  explicit Merging(std::size_t count) : leads_to_(count) {
    std::iota(leads_to_.begin(), leads_to_.end(), 0U);
  }

  std::uint32_t find(std::uint32_t vertex) {
    while (leads_to_[vertex] != vertex) {
      leads_to_[vertex] = leads_to_[leads_to_[vertex]];
      vertex = leads_to_[vertex];
    }
    return vertex;
  }

  void merge(std::uint32_t a, std::uint32_t b) {
    a = find(a);
    b = find(b);
    leads_to_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> leads_to_;
};

class Building {
 public:
  Building(const std::vector<NodeRow>& nodes, const std::vector<LinkRow>& links) : links_(links) {
    addHosts(nodes);
    addLinks();
    pairDirections();
    indexEnds();
  }

  Cluster build() {
    Merging merging(vertices_.size());
    for (std::uint32_t vertex = 0; vertex < vertices_.size(); ++vertex) {
      if (vertices_[vertex].is_host && !vertices_[vertex].is_server) {
        mergeAlongRoutes(vertex, merging);
      }
    }
    return merged(merging);
  }

 private:
  struct Arrow {
    std::uint32_t link = 0;
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::optional<std::uint32_t> opposite = {};  // the link for the other direction
  };

  std::uint32_t vertexOf(const std::string& name) {
    const auto [found, is_new] =
        vertex_of_.try_emplace(name, static_cast<std::uint32_t>(vertices_.size()));
    if (is_new) {
      vertices_.push_back({.name = name, .is_host = !isJunction(name)});
    }
    return found->second;
  }

  void addHosts(const std::vector<NodeRow>& nodes) {
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      Vertex& host = vertices_[vertexOf(nodes[i].host.empty() ? nodes[i].name : nodes[i].host)];
      host.is_host = true;
      host.is_server = host.is_server || nodes[i].role == kServerRole;
      host.nodes.push_back(i);
    }
  }

  void addLinks() {
    for (std::uint32_t i = 0; i < links_.size(); ++i) {
      const LinkRow& link = links_[i];
      if (!link.endpoint_a.empty() && !link.endpoint_b.empty() &&
          link.endpoint_a != link.endpoint_b) {
        arrows_.push_back({i, vertexOf(link.endpoint_a), vertexOf(link.endpoint_b)});
      }
    }
  }

  /// The half that was recorded first stays an arrow: it lies on the route from its host, so that
  /// its ends are right. The other one's are those of a route that may have come by other links.
  void pairDirections() {
    std::unordered_map<std::string_view, std::size_t> arrow_of;
    std::vector<Arrow> first_halves;
    for (const Arrow& arrow : arrows_) {
      const std::string& name = links_[arrow.link].name;
      const auto opposite = arrow_of.find(oppositeOf(name));
      if (opposite != arrow_of.end() && !first_halves[opposite->second].opposite) {
        first_halves[opposite->second].opposite = arrow.link;
      } else {
        arrow_of.emplace(name, first_halves.size());
        first_halves.push_back(arrow);
      }
    }
    arrows_ = std::move(first_halves);
  }

  void indexEnds() {
    leaving_.resize(vertices_.size());
    arriving_.resize(vertices_.size());
    for (const Arrow& arrow : arrows_) {
      leaving_[arrow.from].push_back(arrow.to);
      arriving_[arrow.to].push_back(arrow.from);
    }
  }

  /// Walks away from a host, with the links and against them: junctions at the same distance are
  /// the two sides of one.
  void mergeAlongRoutes(std::uint32_t host, Merging& merging) const {
    std::uint32_t with = host;
    std::uint32_t against = host;
    for (int hop = 0; hop < kMostHops; ++hop) {
      if (leaving_[with].size() != 1 || arriving_[against].size() != 1) {
        return;
      }
      with = leaving_[with].front();
      against = arriving_[against].front();
      if (vertices_[with].is_host || vertices_[against].is_host) {
        return;
      }
      merging.merge(with, against);
    }
  }

  /// Hosts, and the junctions that a link ends at; others are ends of second halves alone.
  bool isNeeded(std::uint32_t vertex) const {
    return vertices_[vertex].is_host || !leaving_[vertex].empty() || !arriving_[vertex].empty();
  }

  Cluster merged(Merging& merging) const {
    Cluster cluster;
    std::vector<std::uint32_t> place(vertices_.size());
    for (std::uint32_t vertex = 0; vertex < vertices_.size(); ++vertex) {
      const std::uint32_t lead = merging.find(vertex);  // ≤ vertex
      place[vertex] = place[lead];
      if (lead == vertex && isNeeded(vertex)) {
        place[vertex] = static_cast<std::uint32_t>(cluster.vertices.size());
        cluster.vertices.push_back(vertices_[vertex]);
      }
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> cable_of;
    for (const Arrow& arrow : arrows_) {
      const std::uint32_t from = place[arrow.from];
      const std::uint32_t to = place[arrow.to];
      if (from == to) {
        continue;
      }
      const auto [found, is_new] = cable_of.try_emplace(std::minmax(from, to), cable_of.size());
      if (is_new) {
        cluster.cables.push_back({.a = from, .b = to});
      }
      Cable& cable = cluster.cables[found->second];
      (cable.a == from ? cable.forth : cable.back).push_back(arrow.link);
      if (arrow.opposite) {
        (cable.a == from ? cable.back : cable.forth).push_back(*arrow.opposite);
      }
    }
    return cluster;
  }

  const std::vector<LinkRow>& links_;
  std::vector<Vertex> vertices_ = {};
  std::unordered_map<std::string, std::uint32_t> vertex_of_ = {};
  std::vector<Arrow> arrows_ = {};
  std::vector<std::vector<std::uint32_t>> leaving_ = {};  // of each vertex: where its links lead
  std::vector<std::vector<std::uint32_t>> arriving_ = {};
};

}  // namespace

Cluster clusterOf(const std::vector<NodeRow>& nodes, const std::vector<LinkRow>& links) {
  return Building(nodes, links).build();
}

}  // namespace simgrad::gui
