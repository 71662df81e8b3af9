#include "gui/program/scenario_check.hpp"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/gui/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using test::kLong_ms;
using test::ProgramIs;
using test::quickScenario;
using test::TemporaryFolder;

struct Checked {
  CheckAnswer answer;
  QString note;
};

Checked checked(ScenarioCheck& check, const ScenarioText& text) {
  QSignalSpy spy(&check, &ScenarioCheck::checked);
  check.check(text);
  REQUIRE(spy.wait(kLong_ms));
  return {spy.at(0).at(0).value<CheckAnswer>(), spy.at(0).at(1).toString()};
}

QStringList filesIn(const TemporaryFolder& folder) {
  return QDir(QString::fromStdString(folder.path().string()))
      .entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

TEST_CASE("scenario_check: changed text is checked where its paths lead, and leaves nothing") {
  const ProgramIs program;
  const TemporaryFolder folder;
  folder.write("data.csv", "a,b\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n9,0\n10,1\n");
  const QString path = QString::fromStdString(folder.write("my.toml", "# as saved\n"));
  QString text = QString::fromStdString(quickScenario());
  text.replace(R"(set = { kind = "gaussian_blobs", classes = 4, features = 20, samples = 240, )"
               R"(test_samples = 80 })",
               R"(set = { kind = "csv", path = "data.csv" })");
  ScenarioCheck check;
  const Checked sound = checked(check, {text, path, false});
  CHECK(sound.answer.problems.empty());
  CHECK(sound.note.isEmpty());
  CHECK(filesIn(folder) == QStringList{"data.csv", "my.toml"});
}

TEST_CASE("scenario_check: problems of the copy name the scenario's own file") {
  const ProgramIs program;
  const TemporaryFolder folder;
  const QString path = QString::fromStdString(folder.write("my.toml", ""));
  ScenarioCheck check;
  const Checked bad =
      checked(check, {QString::fromStdString(quickScenario()) + "\nx = -1\n", path, false});
  REQUIRE(bad.answer.problems.size() == 1);
  CHECK(bad.answer.problems[0].file == path);
  CHECK(bad.answer.problems[0].text.contains("unknown key 'strategy.x'"));
  const Checked again = checked(check, {"a =", path, false});
  CHECK(again.answer.problems.at(0).line == 1);
}

TEST_CASE("scenario_check: the last text counts") {
  const ProgramIs program;
  ScenarioCheck check;
  QSignalSpy spy(&check, &ScenarioCheck::checked);
  for (int i = 0; i < 5; ++i) {
    check.check({QString("a%1 = 1").arg(i), {}, false});
  }
  REQUIRE(spy.wait(kLong_ms));
  CHECK(spy.at(0).at(0).value<CheckAnswer>().problems.back().text.contains("a4"));
  CHECK(spy.at(0).at(0).value<CheckAnswer>().problems.back().file.isEmpty());
  CHECK(spy.at(0).at(1).toString().contains("Not saved yet"));
}

TEST_CASE("scenario_check: one that is abandoned is over at once, and leaves nothing") {
  const ProgramIs program;
  const TemporaryFolder folder;
  const QString path = QString::fromStdString(folder.write("my.toml", ""));
  ScenarioCheck check;
  check.check({"a = 1", path, false});
  REQUIRE(check.isRunning());
  check.abandon();
  CHECK_FALSE(check.isRunning());
  CHECK(filesIn(folder) == QStringList{"my.toml"});
}

TEST_CASE("scenario_check: a folder that cannot be written is told of, and the text checked") {
  const ProgramIs program;
  ScenarioCheck check;
  const Checked elsewhere =
      checked(check, {QString::fromStdString(quickScenario()), "/nowhere/my.toml", false});
  CHECK(elsewhere.answer.problems.empty());
  CHECK(elsewhere.note.startsWith("/nowhere is not writable"));
}

TEST_CASE("scenario_check: a program that dies is told of") {
  const TemporaryFolder folder;
  const ProgramIs program(
      test::writeProgram(folder / "program", "echo out of luck >&2\nkill -SEGV $$\n"));
  ScenarioCheck check;
  QSignalSpy spy(&check, &ScenarioCheck::failed);
  check.check({"a = 1", {}, false});
  REQUIRE(spy.wait(kLong_ms));
  CHECK(spy.at(0).at(0).toString().contains("signal 11"));
  CHECK(spy.at(0).at(0).toString().contains("out of luck"));
}

}  // namespace
}  // namespace simgrad::gui
