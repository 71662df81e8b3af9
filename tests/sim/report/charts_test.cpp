#include <limits>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "sim/report/line_chart.hpp"
#include "sim/report/stacked_bars.hpp"
#include "sim/report/timeline.hpp"

namespace simgrad {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

bool holds(const std::string& text, const std::string& part) {
  return count(text, part) > 0;
}

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("line chart: a loss that diverges is shown at the border, with words for it") {
  LineChart chart{.title = "Loss", .y = {.label = "loss"}};
  chart.series = {
      {.label = "loss",
       .points = {
           {0, 2.0}, {1, 3.0}, {2, kInfinity}, {3, std::numeric_limits<double>::quiet_NaN()}}}};
  const std::string svg = to_svg(chart);
  CHECK(holds(svg, ">infinite<"));
  CHECK(holds(svg, ">not a number<"));
  chart.series[0].points.resize(2);
  CHECK_FALSE(holds(to_svg(chart), ">infinite<"));
}

TEST_CASE("line chart: a legend if there is more than one series") {
  LineChart chart{.title = "Accuracy"};
  chart.series = {{.label = "only", .points = {{0, 1}, {1, 2}}}};
  CHECK_FALSE(holds(to_svg(chart), ">only</text>"));
  chart.series.push_back({.label = "second", .points = {{0, 1}, {1, 2}}});
  CHECK(holds(to_svg(chart), ">only</text>"));
  CHECK(holds(to_svg(chart), ">second</text>"));
}

TEST_CASE("line chart: a million points and events stay a small drawing") {
  LineChart chart{.title = "Many", .events_label = "events"};
  chart.series.push_back({.label = "many"});
  for (int i = 0; i < 1'000'000; ++i) {
    chart.series[0].points.push_back({1.0 * i, 1.0 * (i % 1000)});
  }
  for (int i = 0; i < 100'000; ++i) {
    chart.events.push_back({10.0 * i, "event"});
  }
  CHECK(to_svg(chart).size() < 100'000);
}

TEST_CASE("line chart: events near each other are one line that tells how many they are") {
  LineChart chart{.title = "Events", .events_label = "failures"};
  chart.series = {{.label = "x", .points = {{0, 1}, {1000, 2}}}};
  for (int i = 0; i < 10; ++i) {
    chart.events.push_back({500.0 + 0.01 * i, "host-" + std::to_string(i)});
  }
  const std::string svg = to_svg(chart);
  CHECK(holds(svg, "host-0\nhost-1"));
  CHECK(holds(svg, "and 4 more here"));
}

TEST_CASE("line chart: a band of another length than its series is a broken invariant") {
  LineChart chart;
  chart.series = {{.label = "x", .points = {{0, 1}, {1, 2}}, .low = {0}, .high = {1}}};
  CHECK_THROWS_AS(to_svg(chart), BrokenInvariant);
}

TEST_CASE("stacked bars: shares are of the bar, parts that nobody has are not in the legend") {
  StackedBars chart{.title = "Time",
                    .x = {"share", Unit::kSeconds},
                    .parts = {"compute", "latency", "down"},
                    .bars = {{"all nodes", {30.0, 10.0, 0.0}}},
                    .as_shares = true};
  const std::string svg = to_svg(chart);
  CHECK(holds(svg, ">75 %<"));
  CHECK(holds(svg, ">25 %<"));
  CHECK(holds(svg, "all nodes: compute 30 s, 75.0 %"));
  CHECK_FALSE(holds(svg, ">down<"));
}

TEST_CASE("timeline: a short time down is drawn even among many spans") {
  Timeline chart{.title = "Nodes",
                 .kinds = {{"compute", Lane::kWhole, 5}, {"down", Lane::kWhole, 6, true}}};
  chart.rows.push_back({"node-0", {}});
  for (int i = 0; i < 5000; ++i) {
    chart.rows[0].spans.push_back({0, 1.0 * i, 1.0 * i + 0.9});
  }
  CHECK_FALSE(holds(to_svg(chart), "node-0: down"));
  chart.rows[0].spans.push_back({1, 2000.0, 2000.001});
  CHECK(holds(to_svg(chart), "node-0: down"));
}

}  // namespace simgrad
