#include "gui/views/sweep/curves_figure.hpp"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "tests/gui/views/sweep/example_sweep.hpp"

namespace simgrad::gui {
namespace {

using test::ExampleSweep;

TEST_CASE("curves_figure: medians and ranges of the points soonest at the target") {
  ExampleSweep example;
  example.axes[0] = {"n", {"1", "2", "3", "4", "5"}, {1, 2, 3, 4, 5}};
  const ComparedSweep sweep = example.read();
  const LineFigure figure = curvesFigure(sweep, Learnt::kAccuracy, {});
  REQUIRE(figure.lines.size() == kMostCurves);
  CHECK(figure.lines[7].label == "n 3, strategy server");
  CHECK(figure.caption.contains("the 8 points of 10"));
  CHECK(figure.target == 0.6);
  const LinePoint& last = figure.lines[0].points.back();
  CHECK(last.y == Approx(0.8));
  CHECK(last.range->low == Approx(0.8));
  CHECK(last.runs.size() == 3);
}

TEST_CASE("curves_figure: chosen points are drawn instead") {
  const LineFigure figure = curvesFigure(ExampleSweep().read(), Learnt::kLoss, {3});
  REQUIRE(figure.lines.size() == 1);
  CHECK(figure.lines[0].label == "latency 20 ms, strategy server");
  CHECK(figure.caption.contains("selected in the table"));
  CHECK(figure.y.label == "loss");
}

TEST_CASE("curves_figure: divergence is marked where it happened, and counted") {
  ExampleSweep example{.axes = {test::latencyAxis()}};
  example.diverges = [](int run) {
    return run == 2;
  };
  const LineFigure figure = curvesFigure(example.read(), Learnt::kLoss, {});
  const FigureLine& line = figure.lines[0];
  CHECK(line.label == "latency 1 ms (1 of 3 runs diverged)");
  const auto mark =
      std::find_if(line.points.begin(), line.points.end(), [](const LinePoint& point) {
        return std::isinf(point.y);
      });
  REQUIRE(mark != line.points.end());
  CHECK(mark->x == 44.0);
  CHECK(mark->beyond == "diverged");
}

TEST_CASE("curves_figure: as comma-separated text") {
  const QString csv = curvesCsv(curvesFigure(ExampleSweep().read(), Learnt::kAccuracy, {0}));
  CHECK(csv.startsWith(
      "point,simulated_s,median,least,greatest\n\"latency 1 ms, strategy ring\",12"));
}

}  // namespace
}  // namespace simgrad::gui
