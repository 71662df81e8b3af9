#include "gui/views/traffic/traffic_groups.hpp"

#include <numeric>
#include <random>

#include <catch2/catch.hpp>

#include "gui/views/traffic/traffic_plot.hpp"
#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

std::vector<LinkRow> linksOf(const std::vector<std::string>& groups) {
  std::vector<LinkRow> links;
  for (const std::string& group : groups) {
    links.push_back({.name = "link-" + std::to_string(links.size()), .group_name = group});
  }
  return links;
}

/// Seeded traffic of three groups with gaps.
TrafficGroups someTraffic(std::int64_t bins) {
  std::mt19937 random(3);
  TrafficTable table{.bin_s = 0.5};
  for (std::int64_t index = 0; index < bins; ++index) {
    for (std::uint32_t link = 0; link < 4; ++link) {
      if (random() % 3 != 0) {
        table.bins.push_back({index, link, static_cast<std::int64_t>(random() % 1'000'000)});
      }
    }
  }
  return groupTraffic(linksOf({"up", "down", "core", "up"}), table);
}

double sumOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST_CASE("traffic_groups: all bytes of a group's links, most first") {
  const TrafficTable table{.bin_s = 2.0,
                           .bins = {{0, 0, 10}, {0, 1, 100}, {0, 2, 5}, {3, 0, 1}, {3, 2, 1}}};
  const TrafficGroups traffic = groupTraffic(linksOf({"up", "down", "up", "unused"}), table);
  REQUIRE(traffic.groups.size() == 2);
  CHECK(traffic.groups[0].name == "down");
  CHECK(traffic.groups[1].bytes == 17.0);
  CHECK(traffic.groups[1].bins.size() == 2);
  CHECK(traffic.rateAt(1, 0.0) == 7.5);
  CHECK(traffic.rateAt(1, 1.9) == 7.5);
  CHECK(traffic.rateAt(1, 2.0) == 0.0);
  CHECK(traffic.rateAt(1, 7.0) == 1.0);
  CHECK(traffic.rateAt(1, 1e300) == 0.0);
}

TEST_CASE("traffic_groups: of many groups the last are one, and no byte is lost") {
  TrafficTable table{.bin_s = 1.0};
  std::vector<std::string> names;
  for (std::uint32_t link = 0; link < 10; ++link) {
    names.push_back(std::string("group-") + static_cast<char>('a' + link));
    table.bins.push_back({0, link, 100 - link});
  }
  table.bins.push_back({1, 9, 1});
  const TrafficGroups traffic = groupTraffic(linksOf(names), table);
  REQUIRE(traffic.groups.size() == 7);
  CHECK(traffic.groups[6].name == "4 other groups");
  CHECK(traffic.groups[6].bins.size() == 2);
  CHECK(traffic.groups[6].bytes == 94.0 + 93.0 + 92.0 + 92.0);
  double bytes = 0.0;
  for (const TrafficGroup& group : traffic.groups) {
    bytes += group.bytes;
  }
  CHECK(bytes == 955.0 + 1.0);
}

TEST_CASE("traffic_steps: the integral stays, however few steps there are") {
  const TrafficGroups traffic = someTraffic(1'000);
  for (const std::size_t most : {1U, 2U, 7U, 100U, 999U, 1'000U, 5'000U}) {
    CAPTURE(most);
    const TrafficSteps steps = stepsWithin(traffic, {0.0, 500.0}, most);
    REQUIRE(steps.bytes.size() == 3);
    CHECK(steps.bytes[0].size() <= most + 1);
    for (std::size_t group = 0; group < 3; ++group) {
      CHECK(sumOf(steps.bytes[group]) == traffic.groups[group].bytes);
    }
  }
}

TEST_CASE("traffic_steps: a part of time holds the bins that lie in it") {
  const TrafficGroups traffic = someTraffic(1'000);
  const TrafficSteps steps = stepsWithin(traffic, {100.2, 120.7}, 10'000);
  CHECK(steps.step_s == 0.5);
  CHECK(steps.begin_s == 100.0);
  CHECK(steps.bytes[0].size() == 42);  // to 121 s
  double expected = 0.0;
  for (const GroupBin& bin : traffic.groups[1].bins) {
    expected += bin.index >= 200 && bin.index < 242 ? bin.bytes : 0.0;
  }
  CHECK(sumOf(steps.bytes[1]) == expected);
}

TEST_CASE("traffic_steps: nothing to show, and ends of time, are no crash") {
  CHECK(stepsWithin({}, {0.0, 1.0}, 10).bytes.empty());
  const TrafficGroups traffic = someTraffic(10);
  CHECK(stepsWithin(traffic, {0.0, 0.0}, 10).bytes.empty());
  CHECK(stepsWithin(traffic, {-10.0, 1.0}, 10).begin_s == 0.0);
}

TEST_CASE("traffic_steps: an end of time beyond all numbers of bins drops no byte") {
  const TrafficGroups traffic = someTraffic(10);
  const TrafficSteps steps = stepsWithin(traffic, {0.0, 1e300}, 10);
  REQUIRE(steps.bytes.size() == 3);
  CHECK(steps.bytes[0].size() <= 11);
  for (std::size_t group = 0; group < 3; ++group) {
    CHECK(sumOf(steps.bytes[group]) == traffic.groups[group].bytes);
  }
  CHECK(stepsWithin(traffic, {1e290, 1e300}, 10).bytes.empty());
}

TEST_CASE("traffic_plot: the area between a curve and its floor is the bytes of its group") {
  const RunPointer run = test::exampleRun(3, 5);
  const TrafficGroups traffic = groupTraffic(*run->links, *run->traffic);
  const Plot plot = trafficPlot(*run, traffic, std::nullopt, 400);
  REQUIRE(plot.curves.size() == 2);
  for (const Curve& curve : plot.curves) {
    double bytes = 0.0;
    REQUIRE(curve.points.size() == curve.floor.size());
    for (qsizetype i = 1; i < curve.points.size(); ++i) {
      const double length_s = curve.points[i].x() - curve.points[i - 1].x();
      bytes += length_s * (curve.points[i].y() - curve.floor[i].y());
    }
    CHECK(bytes == Approx(3 * 5 * 400'000.0));
  }
}

TEST_CASE("traffic_groups: the last bin is as long as the run goes on in it") {
  const std::vector<LinkRow> links{{.name = "up", .group_name = "up", .bytes_per_s = 100.0}};
  const TrafficTable table{.bin_s = 10.0, .bins = {{0, 0, 500}, {1, 0, 100}}};
  const TrafficGroups traffic = groupTraffic(links, table, 12.0);
  CHECK(traffic.rateAt(0, 5.0) == 50.0);
  CHECK(traffic.rateAt(0, 11.0) == 50.0);
  CHECK(trafficCsv(traffic) == "begin_s,group,bytes_per_s\n0,up,50\n10,up,50\n");
}

TEST_CASE("traffic_csv: a line a bin and group, unthinned, in the order of time") {
  const RunPointer run = test::exampleRun(1, 2);
  const QStringList lines = trafficCsv(groupTraffic(*run->links, *run->traffic)).split('\n');
  REQUIRE(lines.size() == 1 + 4 + 1);
  CHECK(lines[0] == "begin_s,group,bytes_per_s");
  CHECK(lines[1] == "0,down,400000");
  CHECK(lines[2] == "5,up,400000");
  CHECK(lines[4] == "15,up,400000");
  CHECK(trafficCsv({}).isEmpty());
}

}  // namespace
}  // namespace simgrad::gui
