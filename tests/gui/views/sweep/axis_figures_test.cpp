#include "gui/views/sweep/axis_figures.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "tests/gui/views/sweep/example_sweep.hpp"

namespace simgrad::gui {
namespace {

using test::ExampleSweep;

TEST_CASE("axis_figures: lines hold medians, intervals and runs of each series") {
  const ComparedSweep sweep = ExampleSweep().read();
  const LineFigure figure = lineFigure(sweep, {.metric = 0, .x = 0, .series = 1});
  REQUIRE(figure.problem.isEmpty());
  CHECK(figure.title == "Time to 60 % accuracy against latency");
  REQUIRE(figure.lines.size() == 2);
  CHECK(figure.lines[1].label == "strategy server");
  const LinePoint& point = figure.lines[1].points[0];  // point 2 of the sweep: 30, 31, 32 s a round
  CHECK(point.x == 0.001);
  CHECK(point.y == Approx(3 * 31.0));
  REQUIRE(point.range);
  CHECK(point.range->low == Approx(3 * 30.0));
  CHECK(point.range->high == Approx(3 * 32.0));
  CHECK(point.runs == RunIndices{6, 7, 8});
  CHECK(point.words ==
        "strategy server, latency 1 ms: time to 60 % accuracy 93 s, 95 % interval "
        "90 to 96 s, median of 3 runs");
  CHECK(figure.is_joined);
  CHECK(figure.caption.contains("the band is the 95 % bootstrap interval"));
}

TEST_CASE("axis_figures: what was never reached stays, with how long was waited") {
  ExampleSweep example{.axes = {test::latencyAxis()}};
  example.target_accuracy = 0.99;
  const ComparedSweep sweep = example.read();
  const LineFigure figure = lineFigure(sweep, {});
  REQUIRE(figure.lines[0].points.size() == 2);
  CHECK(std::isinf(figure.lines[0].points[0].y));
  CHECK(figure.lines[0].points[0].beyond == "> 44 s");
  CHECK(figure.caption.contains("A mark at the border"));
}

TEST_CASE("axis_figures: a diverged run's last loss is infinite and said so") {
  ExampleSweep example{.axes = {test::latencyAxis()}, .seeds = 1};
  example.diverges = [](int run) {
    return run == 2;
  };
  const ComparedSweep sweep = example.read();
  std::size_t metric = 0;
  while (sweep.metrics.at(metric).label != "last loss") {
    ++metric;
  }
  const LineFigure figure = lineFigure(sweep, {.metric = metric});
  CHECK(figure.lines[0].points[0].y == Approx(0.25));
  CHECK(std::isinf(figure.lines[0].points[1].y));
  CHECK(figure.lines[0].points[1].beyond == "diverged");
  CHECK(figure.caption.contains("half of the runs or more diverged"));
}

TEST_CASE("axis_figures: dots stand in rows by values without numbers") {
  const DotFigure figure = dotFigure(ExampleSweep().read(), {.metric = 0, .x = 1, .series = 0});
  REQUIRE(figure.rows.size() == 2);
  CHECK(figure.rows[0].label == "ring");
  CHECK(figure.groups == std::vector<QString>{"latency 1 ms", "latency 20 ms"});
  REQUIRE(figure.rows[1].dots.size() == 2);
  CHECK(figure.rows[1].dots[1].value == Approx(3 * 41.0));
}

TEST_CASE("axis_figures: a map says which cells have no value, and why") {
  ExampleSweep example;
  example.status = [](int run) {
    return run <= 3 ? std::string("failed") : run <= 6 ? std::string() : std::string("finished");
  };
  const MapFigure figure = mapFigure(example.read(), {.metric = 0, .x = 0, .series = 1});
  REQUIRE(figure.cells.size() == 4);
  CHECK(figure.cells[0].kind == MapCell::Kind::kMissing);
  CHECK(figure.cells[0].text == "failed");
  CHECK(figure.cells[0].runs.size() == 3);
  CHECK(figure.cells[1].text == "no run");
  CHECK(figure.cells[1].runs.empty());
  CHECK(figure.cells[2].text == "93 s");
  CHECK(figure.cells[2].share == 0.0);
  CHECK(figure.cells[3].share == 1.0);
  CHECK(figure.least == "93 s");
}

TEST_CASE("axis_figures: a random design's points are not joined") {
  ExampleSweep example{.axes = {{"a", {"1", "2", "3"}, {1, 2, 3}}}, .seeds = 1};
  ComparedSweep sweep = example.read();
  CHECK(lineFigure(sweep, {}).is_joined);
  sweep.axes.push_back(sweep.axes[0]);
  sweep.axes.back().key = "b";
  const LineFigure figure = lineFigure(sweep, {});
  CHECK_FALSE(figure.is_joined);
  CHECK(figure.caption.contains("no line joins them"));
}

TEST_CASE("axis_figures: where nothing ended, the reason is said") {
  ExampleSweep example;
  example.status = [](int) {
    return std::string("failed");
  };
  const ComparedSweep sweep = example.read();
  CHECK(whyNothing(sweep).contains("12 failed"));
  CHECK(whyNothing(sweep).contains("exit status 2"));
}

TEST_CASE("axis_figures: no map of too many values") {
  ComparedSweep sweep = ExampleSweep().read();
  sweep.axes[0].values.resize(6000);
  CHECK(mapFigure(sweep, {.metric = 0, .x = 0, .series = 1}).problem.contains("too many"));
  CHECK(mapFigure(sweep, {.metric = 0, .x = 0}).problem.contains("two axes"));
}

}  // namespace
}  // namespace simgrad::gui
