#include "gui/session/session.hpp"

#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"
#include "tests/gui/support/waiting.hpp"
#include "tests/support/sweep_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

TEST_CASE("session: a scenario is opened, and run only if that is asked") {
  Session session;
  const QSignalSpy opened(&session, &Session::scenarioOpened);
  const QSignalSpy asked(&session, &Session::runAsked);
  session.open("/a/b.toml");
  CHECK(opened.size() == 1);
  CHECK(asked.empty());
  session.openAndRun("/a/c.TOML");
  CHECK(opened.size() == 2);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0][0] == "/a/c.TOML");
}

TEST_CASE("session: tells which paths could be opened") {
  const test::TemporaryFolder folder;
  test::writeExample(folder / "run.db");
  folder.write("text.db", "no database");
  Session session;
  const QSignalSpy opened(&session, &Session::opened);
  const QSignalSpy asked(&session, &Session::runAsked);
  session.open(QString::fromStdString((folder / "text.db").string()));
  session.openAndRun(QString::fromStdString((folder / "run.db").string()));
  REQUIRE(test::waitFor([&] {
    return !session.isLoading();
  }));
  REQUIRE(opened.size() == 1);
  CHECK(opened[0][0].toString().endsWith("/run.db"));
  CHECK(asked.empty());
}

TEST_CASE("session: a run that is closed stays closed, whatever was read of it before") {
  const test::TemporaryFolder folder;
  const auto path = folder / "run.db";
  test::writeExample(path, 2, 2, "first");
  Session session;
  session.open(QString::fromStdString(path.string()));
  REQUIRE(test::waitFor([&] {
    return !session.isLoading();
  }));
  // Read anew, and its news waits in this thread's queue when the run is closed.
  std::filesystem::remove(path);
  test::writeExample(path, 2, 3, "second");
  session.open(QString::fromStdString(path.string()));
  QThread::msleep(100);
  session.close(0);
  REQUIRE(test::waitFor([&] {
    return !session.isLoading();
  }));
  CHECK(session.runs().empty());
}

TEST_CASE("session: a run that takes another's place in its file brings its title") {
  const test::TemporaryFolder folder;
  const auto path = folder / "run.db";
  test::writeExample(path, 2, 2, "first");
  Session session;
  session.open(QString::fromStdString(path.string()));
  REQUIRE(test::waitFor([&] {
    return !session.isLoading();
  }));
  std::filesystem::remove(path);
  test::writeExample(path, 2, 3, "second");
  CHECK(test::waitFor([&] {
    return session.runs()[0].label == "second";
  }));
}

TEST_CASE("session: runs of a sweep are called by what they were run with") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.add<RunRow>({{.id = 7, .title = "clients", .status = "finished"}});
  file.place(7, 0, 2, {{.key = "failure[0].time_to_failure.mean", .value = "3 min"}});
  Session session;
  session.openRun({folder / "sweep.db", 7});
  REQUIRE(test::waitFor([&] {
    return session.runs().size() == 1;
  }));
  CHECK(session.runs()[0].label == "time_to_failure.mean 3 min, seed 2: clients");
}

}  // namespace
}  // namespace simgrad::gui
