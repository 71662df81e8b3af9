#include "gui/program/scenario_run.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>
#include <catch2/catch.hpp>

#include "gui/program/earlier_runs.hpp"
#include "gui/program/output_place.hpp"
#include "sim/record/reader.hpp"
#include "tests/gui/support/program.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using test::kLong_ms;
using test::ProgramIs;
using test::quickScenario;
using test::TemporaryFolder;

RunOrder order(const TemporaryFolder& folder, const std::string& text) {
  return {QString::fromStdString(folder.write("my.toml", text)),
          QString::fromStdString((folder / "my.db").string()), false};
}

TEST_CASE("scenario_run: a run tells its rounds and where it can be read, and ends well") {
  const ProgramIs program;
  const TemporaryFolder folder;
  ScenarioRun run;
  QSignalSpy progressed(&run, &ScenarioRun::progressed);
  QSignalSpy readable(&run, &ScenarioRun::readable);
  QSignalSpy ended(&run, &ScenarioRun::ended);
  run.start(order(folder, quickScenario()));
  CHECK(run.isRunning());
  REQUIRE(ended.wait(kLong_ms));
  CHECK(ended.at(0).at(0).value<ProgramEnd>().isDone());
  CHECK(progressed.count() == 5);
  CHECK(progressed.back().at(0).value<Progress>().done == 5);
  REQUIRE(QTest::qWaitFor(
      [&] {
        return readable.count() == 1;
      },
      kLong_ms));
  CHECK(readable.at(0).at(0).toString().endsWith("/my.db"));
}

TEST_CASE("scenario_run: one that is stopped is recorded as interrupted") {
  const ProgramIs program;
  const TemporaryFolder folder;
  ScenarioRun run;
  QSignalSpy readable(&run, &ScenarioRun::readable);
  QSignalSpy ended(&run, &ScenarioRun::ended);
  run.start(order(folder, quickScenario("long", 1'000'000)));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return readable.count() == 1;
      },
      kLong_ms));
  CHECK(run.isRunning());
  run.stop();
  REQUIRE((ended.count() == 1 || ended.wait(kLong_ms)));
  const auto end = ended.at(0).at(0).value<ProgramEnd>();
  CHECK(end.status == kInterruptedStatus);
  CHECK(end.was_stopped);
  CHECK(RunReader(folder / "my.db").runs().at(0).status == "interrupted");
}

/// Until no look at what is recorded is under way any more.
void finishLooking() {
  for (int i = 0; i < 3; ++i) {  // one look may ask for another
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
  }
}

TEST_CASE("scenario_run: an old run is no result of a scenario that is refused in its place") {
  const ProgramIs program;
  const TemporaryFolder folder;
  test::writeExample(folder / "my.db", 2, 1, "old");
  ScenarioRun run;
  QSignalSpy readable(&run, &ScenarioRun::readable);
  QSignalSpy ended(&run, &ScenarioRun::ended);
  run.start(order(folder, "nonsense = 1\n"));
  REQUIRE(ended.wait(kLong_ms));
  CHECK(ended.at(0).at(0).value<ProgramEnd>().status == kRefusedStatus);
  finishLooking();
  CHECK(readable.isEmpty());
}

TEST_CASE("scenario_run: one that takes an old run's place can be read, also while it runs") {
  const ProgramIs program;
  const TemporaryFolder folder;
  test::writeExample(folder / "my.db", 2, 1, "old");
  ScenarioRun run;
  QSignalSpy readable(&run, &ScenarioRun::readable);
  run.start(order(folder, quickScenario("long", 1'000'000)));
  REQUIRE(readable.wait(kLong_ms));
  CHECK(run.isRunning());
  CHECK(RunReader(folder / "my.db").runs().at(0).title == "long");
}

TEST_CASE("scenario_run: a place that cannot be written gives the program's message") {
  const ProgramIs program;
  const TemporaryFolder folder;
  ScenarioRun run;
  QSignalSpy ended(&run, &ScenarioRun::ended);
  RunOrder nowhere = order(folder, quickScenario());
  nowhere.out = "/nowhere/my.db";
  run.start(nowhere);
  REQUIRE(ended.wait(kLong_ms));
  CHECK(messageOf(ended.at(0).at(0).value<ProgramEnd>()).contains("/nowhere/my.db"));
}

TEST_CASE("output_place: nothing that is there is proposed") {
  const TemporaryFolder folder;
  const QString scenario = QString::fromStdString((folder / "my.first.toml").string());
  CHECK(proposedOutput(scenario, false).endsWith("/my.first.db"));
  CHECK(proposedOutput(scenario, true).endsWith("/my.first"));
  folder.write("my.first.db", "");
  folder.write("my.first-2.db", "");
  CHECK(proposedOutput(scenario, false).endsWith("/my.first-3.db"));
}

TEST_CASE("output_place: a name that looks like a place marker stays as it is") {
  const TemporaryFolder folder;
  folder.write("a%1b.db", "");
  const QString scenario = QString::fromStdString((folder / "a%1b.toml").string());
  CHECK(proposedOutput(scenario, false).endsWith("/a%1b-2.db"));
}

TEST_CASE("earlier_runs: those of this title, and nothing that is no run database") {
  const TemporaryFolder folder;
  test::writeExample(folder / "one.db", 2, 1, "mine");
  test::writeExample(folder / "two.db", 2, 1, "other's");
  folder.write("broken.db", "no database");
  folder.write("empty.db", "");
  const auto found = findEarlierRuns(QString::fromStdString(folder.path().string()), "mine");
  REQUIRE(found.size() == 1);
  CHECK(found[0].path.endsWith("/one.db"));
  CHECK(found[0].status == "finished");
  CHECK(found[0].seed == 1);
  CHECK(findEarlierRuns("/nowhere", "mine").empty());
}

}  // namespace
}  // namespace simgrad::gui
