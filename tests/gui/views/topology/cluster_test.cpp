#include "gui/views/topology/cluster.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "gui/views/topology/zones.hpp"
#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

NodeRow node(const std::string& host, const std::string& role = "worker") {
  return {.name = host, .role = role, .host = host};
}

LinkRow link(const std::string& name, const std::string& a, const std::string& b) {
  return {.name = name, .endpoint_a = a, .endpoint_b = b};
}

std::uint32_t vertexNamed(const Cluster& cluster, const std::string& name) {
  const auto found =
      std::find_if(cluster.vertices.begin(), cluster.vertices.end(), [&](const Vertex& vertex) {
        return vertex.name == name;
      });
  REQUIRE(found != cluster.vertices.end());
  return static_cast<std::uint32_t>(found - cluster.vertices.begin());
}

/// Two cabinets of two hosts, as a run records them: each link once, along the routes.
Cluster cabinets() {
  std::vector<NodeRow> nodes{node("server", "server")};
  std::vector<LinkRow> links;
  for (const std::string cabinet : {"0", "1"}) {
    for (const std::string host : {"0", "1"}) {
      const std::string name = "cabinet-" + cabinet + "-node-" + host;
      const std::string own = "link-" + cabinet + "-" + host;
      const std::string uplink = "uplink-" + cabinet;
      nodes.push_back(node(name));
      links.push_back(link(own + "_UP", name, "@" + uplink + "_UP"));
      if (host == "0") {
        links.push_back(link(uplink + "_UP", "@" + uplink + "_UP", "@link-server_DOWN"));
      }
      if (host == "0" && cabinet == "0") {
        links.push_back(link("link-server_DOWN", "@link-server_DOWN", "server"));
        links.push_back(link("link-server_UP", "server", "@uplink-0_DOWN"));
      }
      if (host == "0") {
        links.push_back(link(uplink + "_DOWN", "@" + uplink + "_DOWN", "@" + own + "_DOWN"));
      }
      links.push_back(link(own + "_DOWN", "@" + own + "_DOWN", name));
    }
  }
  return clusterOf(nodes, links);
}

TEST_CASE("cluster: the two directions of a recorded route become one tree") {
  const Cluster cluster = cabinets();
  const auto shown =
      std::count_if(cluster.cables.begin(), cluster.cables.end(), [](const Cable& cable) {
        return cable.forth.size() == 1 && cable.back.size() == 1;
      });
  CHECK(cluster.cables.size() == 7);  // 4 hosts, 2 cabinets, the server
  CHECK(shown == 7);
  const ClusterTree tree = treeOf(cluster);
  CHECK(cluster.vertices[tree.hub].name == "@link-server_DOWN");
  CHECK(tree.children[tree.hub].front() == vertexNamed(cluster, "server"));
  CHECK(tree.children[tree.hub].size() == 3);
  CHECK(tree.parent[vertexNamed(cluster, "cabinet-0-node-0")] ==
        tree.parent[vertexNamed(cluster, "cabinet-0-node-1")]);
  CHECK(tree.parent[vertexNamed(cluster, "cabinet-0-node-0")] !=
        tree.parent[vertexNamed(cluster, "cabinet-1-node-1")]);
}

TEST_CASE("cluster: a link for both directions is one lane, separate ones share a cable") {
  const Cluster shared =
      clusterOf({node("server", "server"), node("a")}, {link("both", "a", "server")});
  REQUIRE(shared.cables.size() == 1);
  CHECK(shared.cables[0].forth.size() + shared.cables[0].back.size() == 1);
  const RunPointer run = test::exampleRun(3, 1);
  const Cluster star = clusterOf(*run->nodes, *run->links);
  CHECK(star.vertices.size() == 4);
  REQUIRE(star.cables.size() == 3);
  CHECK((star.cables[0].forth.size() == 1 && star.cables[0].back.size() == 1));
}

TEST_CASE("cluster: what leads from a host and to it at one distance is one cable") {
  const Cluster cluster = clusterOf(
      {node("server", "server"), node("a"), node("b")},
      {link("uplink-0", "a", "@server_DOWN"), link("server_DOWN", "@server_DOWN", "server"),
       link("server_UP", "server", "@downlink-0"), link("downlink-0", "@downlink-0", "a"),
       link("uplink-1", "b", "@server_DOWN"), link("downlink-1", "@downlink-1", "b")});
  CHECK(cluster.vertices.size() == 4);
  REQUIRE(cluster.cables.size() == 3);
  for (const Cable& cable : cluster.cables) {
    CHECK((cable.forth.size() == 1 && cable.back.size() == 1));
  }
}

TEST_CASE("cluster: a link that both directions share leaves the other ones in their places") {
  const Cluster cluster =
      clusterOf({node("server", "server"), node("a")},
                {link("a_UP", "a", "@wan"), link("wan", "@wan", "@server_DOWN"),
                 link("server_DOWN", "@server_DOWN", "server"), link("server_UP", "server", "@wan"),
                 link("a_DOWN", "@a_DOWN", "a")});
  CHECK(cluster.vertices.size() == 4);
  CHECK(cluster.cables.size() == 3);
  const ClusterTree tree = treeOf(cluster);
  CHECK(tree.parent[vertexNamed(cluster, "a")] == vertexNamed(cluster, "@wan"));
  CHECK(tree.parent[vertexNamed(cluster, "@wan")] == vertexNamed(cluster, "@server_DOWN"));
}

TEST_CASE("cluster: odd networks have a graph and a tree too") {
  CHECK(clusterOf({}, {}).vertices.empty());
  CHECK(treeOf({}).order.empty());
  const Cluster apart =
      clusterOf({node("a"), node("b"), node("c")}, {link("self", "a", "a"), link("open", "", "b"),
                                                    link("1", "@x", "@y"), link("2", "@y", "@x")});
  const ClusterTree tree = treeOf(apart);
  CHECK(tree.order.size() == apart.vertices.size());
  CHECK(apart.cables.size() == 1);
  for (const std::uint32_t vertex : tree.order) {
    CHECK(tree.parent[vertex] < apart.vertices.size());
  }
}

TEST_CASE("zones: names lose their last numbers") {
  CHECK(withoutLastNumbers("cabinet-3-node-17", 1) == "cabinet-3-node-*");
  CHECK(withoutLastNumbers("cabinet-3-node-17", 2) == "cabinet-*-node-*");
  CHECK(withoutLastNumbers("node-7.site.org", 1) == "node-*.site.org");
  CHECK(withoutLastNumbers("server", 3) == "server");
  CHECK(withoutLastNumbers("", 1).empty());
}

TEST_CASE("zones: hosts of one junction and one name, or further up where there are too many") {
  const Cluster cluster = cabinets();
  const ClusterTree tree = treeOf(cluster);
  const std::vector<Zone> cabinet_zones = zonesOf(cluster, tree, 2);
  REQUIRE(cabinet_zones.size() == 2);
  CHECK(cabinet_zones[0].name == "cabinet-0-node-*");
  CHECK(cabinet_zones[0].hosts.size() == 2);
  CHECK(cabinet_zones[0].anchor != cabinet_zones[1].anchor);
  const std::vector<Zone> one = zonesOf(cluster, tree, 1);
  REQUIRE(one.size() == 1);
  CHECK(one[0].name == "cabinet-*-node-*");
  CHECK(one[0].hosts.size() == 4);
  CHECK(one[0].anchor == tree.hub);
}

TEST_CASE("zones: hosts like no other are one zone") {
  const Cluster cluster = clusterOf({node("server", "server"), node("ann"), node("bob")},
                                    {link("1", "ann", "server"), link("2", "bob", "server")});
  const std::vector<Zone> zones = zonesOf(cluster, treeOf(cluster), 10);
  REQUIRE(zones.size() == 1);
  CHECK(zones[0].hosts.size() == 2);
}

}  // namespace
}  // namespace simgrad::gui
