#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "gui/views/sweep/points_model.hpp"
#include "gui/views/sweep/run_opening.hpp"
#include "gui/views/sweep/runs_model.hpp"
#include "tests/gui/views/sweep/example_sweep.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;
using test::ExampleSweep;

int columnNamed(const QAbstractItemModel& model, const QString& title) {
  for (int column = 0; column < model.columnCount(); ++column) {
    if (model.headerData(column, Qt::Horizontal).toString() == title) {
      return column;
    }
  }
  return -1;
}

QString cell(const QAbstractItemModel& model, int row, const QString& title) {
  return model.index(row, columnNamed(model, title)).data().toString();
}

TEST_CASE("points_model: a row a point, with settings, statuses, medians and intervals") {
  ExampleSweep example;
  example.status = [](int run) {
    return run == 1 ? std::string("failed") : std::string("finished");
  };
  PointsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setSweep(example.read());
  REQUIRE(model.rowCount() == 4);
  CHECK(cell(model, 0, "latency") == "1 ms");
  CHECK(cell(model, 0, "runs") == "1 failed, 2 finished");
  CHECK(cell(model, 0, "time to 60 % accuracy") == "34.5 s");
  CHECK(cell(model, 0, "95 % interval") == "33 to 36 s");
  CHECK(model.runs(0) == RunIndices{1, 2, 0});
}

TEST_CASE("points_model: a point without any run has a row, and no numbers") {
  ExampleSweep example;
  example.status = [](int run) {
    return run > 9 ? std::string() : std::string("finished");
  };
  PointsModel model;
  model.setSweep(example.read());
  REQUIRE(model.rowCount() == 4);
  CHECK(cell(model, 3, "runs") == "no run");
  CHECK(cell(model, 3, "best accuracy") == "–");
}

TEST_CASE("points_model: rows stay while a sweep of the same points grows") {
  PointsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setSweep(ExampleSweep().read());
  CHECK(cell(model, 0, "time to 60 % accuracy") == "33 s");
  CHECK(cell(model, 1, "time to 60 % accuracy") == "63 s");
  QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
  QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
  ExampleSweep later;
  later.status = [](int run) {
    return run == 1 ? std::string("failed") : std::string("finished");
  };
  model.setSweep(later.read());
  CHECK(resets.isEmpty());
  CHECK(changes.size() == 1);
  CHECK(cell(model, 0, "runs") == "1 failed, 2 finished");
  CHECK(cell(model, 0, "time to 60 % accuracy") == "34.5 s");
  CHECK(cell(model, 1, "time to 60 % accuracy") == "63 s");
  model.setSweep(ExampleSweep{.axes = {test::latencyAxis()}}.read());
  CHECK(resets.size() == 1);
}

TEST_CASE("points_model: what never came sorts behind every time, what is not known behind that") {
  ExampleSweep example{.seeds = 1, .target_accuracy = 0.99};
  example.status = [](int run) {
    return run == 4 ? std::string("failed") : std::string("finished");
  };
  PointsModel model;
  model.setSweep(example.read());
  const int column = columnNamed(model, "time to 99 % accuracy");
  const double never = model.index(0, column).data(Qt::UserRole).toDouble();
  CHECK(never > 1e300);
  CHECK(model.index(3, column).data(Qt::UserRole).toDouble() > never);
}

TEST_CASE("points_model: numbers and intervals sort by the median that is shown") {
  PointsModel model;
  model.setSweep(ExampleSweep().read());
  for (const char* title : {"time to 60 % accuracy", "95 % interval"}) {
    const int column = columnNamed(model, title);
    CHECK(model.index(0, column).data(Qt::UserRole) == 33.0);
    CHECK(model.index(1, column).data(Qt::UserRole) == 63.0);
  }
}

TEST_CASE("points_model: csv is quoted, with numbers in base units") {
  ExampleSweep example{.axes = {{"strategy", {"a, \"b\"", "c"}, {}}}};
  PointsModel model;
  model.setSweep(example.read());
  const QStringList lines = model.csv().split('\n');
  CHECK(lines[0].startsWith("strategy,rung,runs,not_counted,time to 60 % accuracy median,"));
  CHECK(lines[1].startsWith("\"a, \"\"b\"\"\",0,3,0,33,30,36,"));
}

TEST_CASE("runs_model: each run with its seed, status, reason and numbers") {
  ExampleSweep example;
  example.status = [](int run) {
    return run == 2 ? std::string("failed") : std::string("finished");
  };
  example.diverges = [](int run) {
    return run == 1;
  };
  RunsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setRuns(example.read(), {0, 1});
  REQUIRE(model.rowCount() == 2);
  CHECK(cell(model, 0, "point") == "latency 1 ms, strategy ring");
  CHECK(cell(model, 0, "status") == "finished, diverged");
  CHECK(cell(model, 0, "last loss") == "diverged");
  CHECK(cell(model, 1, "seed") == "2");
  CHECK(cell(model, 1, "reason") == "exit status 2");
  CHECK(cell(model, 1, "best accuracy") == "–");
}

TEST_CASE("run_opening: up to eight runs, and what was left out is said") {
  const ComparedSweep sweep = ExampleSweep().read();
  const RunOpening few = openingOf(*sweep.snapshot, {3, 4});
  REQUIRE(few.runs.size() == 2);
  CHECK(few.runs[0] == RunKey{sweep.snapshot->database, 4});
  CHECK(few.words == "Opened 2 runs, seeds 1, 2.");
  const RunOpening many = openingOf(*sweep.snapshot, {0, 1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(many.runs.size() == kMostOpened);
  CHECK(many.words.startsWith("Opened the first 8 of 9 runs"));
  CHECK(openingOf(*sweep.snapshot, {}).words == "There is no run to open.");
}

}  // namespace
}  // namespace simgrad::gui
