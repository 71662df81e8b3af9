#include "gui/session/session.hpp"

#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"
#include "tests/gui/support/waiting.hpp"
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

}  // namespace
}  // namespace simgrad::gui
