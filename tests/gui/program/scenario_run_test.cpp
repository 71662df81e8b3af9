#include "gui/program/scenario_run.hpp"

#include <QFile>
#include <QSignalSpy>
#include <QTest>
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
