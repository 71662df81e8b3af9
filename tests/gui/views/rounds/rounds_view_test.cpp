#include "gui/views/rounds/rounds_view.hpp"

#include <QTableView>
#include <QTest>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

constexpr int kPatience_ms = 20'000;

TEST_CASE("rounds: a double click zooms all views to a round, as does Ctrl+Enter") {
  const simgrad::test::TemporaryFolder folder;
  simgrad::test::writeExample(folder / "run.db");
  Session session;
  RoundsView view(session);
  view.resize(1000, 400);
  view.show();
  session.open(QString::fromStdString((folder / "run.db").string()));
  auto* table = view.findChild<QTableView*>();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return table->model()->rowCount() == 5;
      },
      kPatience_ms));
  const QPoint third = table->visualRect(table->model()->index(2, 0)).center();
  QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, third);
  CHECK(session.time().cursor() == 30.0);
  CHECK_FALSE(session.time().range());
  QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, third);
  CHECK(session.time().range() == TimeRange{20.0, 30.0});
  QTest::keyClick(table, Qt::Key_Down);
  QTest::keyClick(table, Qt::Key_Return, Qt::ControlModifier);
  CHECK(session.time().range() == TimeRange{30.0, 40.0});
  CHECK(
      view.csv().startsWith("round,begin,end,length,selected,completed,late,failed,staleness,up,"
                            "down,loss,accuracy,critical node\n1,0,10,10,3,3,0,0,0,"));
}

}  // namespace
}  // namespace simgrad::gui
