#include "gui/charts/read_out.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

Plot example() {
  Plot plot;
  plot.x = {.label = "simulated time", .unit = Unit::kSeconds};
  plot.y = {.label = "loss"};
  plot.curves.push_back({.name = "a", .points = {{0.0, 2.0}, {10.0, std::nan("")}, {20.0, 0.5}}});
  plot.curves.push_back({.points = {{0.0, 1.0}}});  // no name: not read
  plot.curves.push_back({.name = "b"});             // no points: nothing to read
  return plot;
}

TEST_CASE("read_out: the nearest point of each curve with a name") {
  const Plot plot = example();
  REQUIRE(readingsAt(plot, 16.0).size() == 1);
  CHECK(readingsAt(plot, 16.0)[0].text == "0.5");
  CHECK(readingsAt(plot, 14.0)[0].text == "not a number");
  CHECK(readingsAt(plot, -5.0)[0].text == "2");
  CHECK(readingsAt(plot, 1e9)[0].point == QPointF(20.0, 0.5));
}

TEST_CASE("read_out: marks near one x, the first few of many") {
  Plot plot = example();
  for (int i = 0; i < 9; ++i) {
    plot.marks.push_back({i < 8 ? 5.0 : 50.0, "host_down worker-" + std::to_string(i)});
  }
  CHECK(marksWithin(plot, {49.0, 51.0}) == "host_down worker-8");
  CHECK(marksWithin(plot, {4.0, 6.0}).endsWith("and 2 more here"));
  CHECK(marksWithin(plot, {6.0, 7.0}).isEmpty());
}

TEST_CASE("read_out: divergence in words") {
  const Plot plot = example();
  const Curve& a = plot.curves[0];
  CHECK(beyondText(plot, a, a.points[1]) == "a: loss is not a number at 10 s");
  CHECK(beyondText(plot, {}, {5.0, std::numeric_limits<double>::infinity()}) ==
        "loss is infinite at 5 s");
  CHECK(beyondText(plot, {}, {5.0, 0.0}) == "loss is zero or less at 5 s");
}

}  // namespace
}  // namespace simgrad::gui
