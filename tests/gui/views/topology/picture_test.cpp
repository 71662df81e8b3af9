#include "gui/views/topology/picture.hpp"

#include <chrono>
#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "gui/views/topology/radial_layout.hpp"
#include "gui/views/topology/topology_model.hpp"

namespace simgrad::gui {
namespace {

/// Hosts in cabinets of `width`, each behind a switch, and a server.
std::shared_ptr<RunSnapshot> clusterRun(int hosts, int width) {
  auto nodes = std::make_shared<std::vector<NodeRow>>();
  auto links = std::make_shared<std::vector<LinkRow>>();
  nodes->push_back({.name = "server", .role = "server", .host = "server"});
  links->push_back({.name = "core", .endpoint_a = "@core", .endpoint_b = "server"});
  for (int i = 0; i < hosts; ++i) {
    const std::string cabinet = std::to_string(i / width);
    const std::string host = "cabinet-" + cabinet + "-node-" + std::to_string(i % width);
    nodes->push_back({.name = host, .role = "worker", .host = host});
    links->push_back({.name = "link-" + std::to_string(i),
                      .bytes_per_s = 1e6,
                      .endpoint_a = host,
                      .endpoint_b = "@switch-" + cabinet});
    if (i % width == 0) {
      links->push_back({.name = "uplink-" + cabinet,
                        .bytes_per_s = 1e6,
                        .endpoint_a = "@switch-" + cabinet,
                        .endpoint_b = "@core"});
    }
  }
  auto run = std::make_shared<RunSnapshot>();
  run->nodes = nodes;
  run->links = links;
  run->events = std::make_shared<std::vector<EventRow>>();
  run->traffic = std::make_shared<TrafficTable>();
  auto spans = std::make_shared<SpanTable>();
  spans->first.assign(nodes->size() + 1, 0);
  run->spans = spans;
  return run;
}

std::size_t overlaps(const Picture& picture) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < picture.places.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const QPointF apart = picture.places[i].centre - picture.places[j].centre;
      const double least = picture.places[i].radius + picture.places[j].radius;
      count += std::hypot(apart.x(), apart.y()) < least ? 1 : 0;
    }
  }
  return count;
}

TEST_CASE("picture: nothing overlaps, whatever the number of hosts") {
  for (const auto& [hosts, width] :
       {std::pair(1, 1), std::pair(2, 1), std::pair(8, 8), std::pair(32, 8), std::pair(100, 100),
        std::pair(120, 3), std::pair(1'000, 40), std::pair(10'000, 10'000), std::pair(10'000, 100),
        std::pair(10'000, 2)}) {
    CAPTURE(hosts, width);
    TopologyModel model;
    model.setRun(clusterRun(hosts, width));
    CHECK(overlaps(model.picture()) == 0);
    CHECK(model.picture().places.size() < 400);
    if (!model.zones().empty()) {
      model.toggle(0);
      CHECK(overlaps(model.picture()) == 0);
    }
  }
}

TEST_CASE("picture: few hosts are all drawn, with a strand to each") {
  TopologyModel model;
  model.setRun(clusterRun(32, 8));
  CHECK(model.picture().places.size() == 1 + 32 + 4 + 1);
  CHECK(model.picture().strands.size() == 32 + 4 + 1);
  const auto& server = model.picture().places.at(1);
  CHECK(server.kind == PlaceKind::kServer);
  CHECK(std::abs(server.centre.x()) < 1e-6);
  CHECK(server.centre.y() < 0.0);
}

TEST_CASE(
    "picture: a folded zone takes all of its links with it, an unfolded one gives them back") {
  TopologyModel model;
  model.setRun(clusterRun(400, 100));
  REQUIRE(model.zones().size() == 4);
  std::multiset<std::size_t> bundles;
  for (const Strand& strand : model.picture().strands) {
    bundles.insert(strand.forth.size() + strand.back.size());
  }
  CHECK(bundles.count(100) == 4);
  model.toggle(2);
  CHECK(model.picture().places.size() == 1 + 1 + 4 + 3 + 100);
  model.toggle(2);
  CHECK(model.picture().places.size() == 1 + 1 + 4 + 4);
}

TEST_CASE("picture: a large zone unfolds to a block") {
  TopologyModel model;
  model.setRun(clusterRun(10'000, 10'000));
  REQUIRE(model.zones().size() == 1);
  model.toggle(0);
  const Place& block = model.picture().places.back();
  CHECK(block.kind == PlaceKind::kBlock);
  CHECK(blockRectangle(block, 10'000).width() == 100.0 * kCell);
  CHECK(blockColumns(10'000) == 100);
  CHECK(blockColumns(10'001) == 101);
}

TEST_CASE("radial_layout: the same tree always lies the same way, the first child on top") {
  const std::vector<Knot> knots{{0, 5.0, 0.0}, {0, 20.0, 0.0}, {0, 10.0, 0.0}, {2, 10.0, 0.0}};
  const auto centres = layRadially(knots);
  CHECK(centres == layRadially(knots));
  CHECK(centres[0] == QPointF());
  CHECK(std::abs(centres[1].x()) < 1e-9);
  CHECK(centres[1].y() < 0.0);
  CHECK(std::hypot(centres[3].x(), centres[3].y()) > std::hypot(centres[2].x(), centres[2].y()));
  CHECK(layRadially({}).empty());
}

}  // namespace
}  // namespace simgrad::gui
