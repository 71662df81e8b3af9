#include "gui/views/events/events_view.hpp"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/tables/table_filter.hpp"
#include "gui/tables/time_table.hpp"
#include "gui/views/events/events_model.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

constexpr int kPatience_ms = 20'000;

/// A table of events, every ten seconds one, without a run behind it.
struct Shown {
  Session session;
  EventsModel model;
  TimeTable table{session, model, "event", nullptr};

  explicit Shown(int events) {
    table.resize(900, 400);
    table.show();
    table.setNotice("No event yet.");
    setEvents(events);
  }

  void setEvents(int events) {
    auto rows = std::make_shared<std::vector<EventRow>>();
    for (int i = 0; i < events; ++i) {
      rows->push_back({.simulated_s = 10.0 * i,
                       .kind = i % 2 == 0 ? "host_down" : "host_up",
                       .subject = "client-" + std::to_string(i / 2),
                       .detail = "a crash",
                       .rowid = i + 1});
    }
    model.setRows(rows);
    table.showRows();
  }

  QTableView& rows() const { return table.table(); }
  QString cell(int row, int column) const {
    return table.filter().index(row, column).data().toString();
  }
  QPoint at(int row) const { return rows().visualRect(table.filter().index(row, 1)).center(); }
  int selectedRow() const {
    const QModelIndexList selected = rows().selectionModel()->selectedRows();
    return selected.size() == 1 ? selected.front().row() : -1;
  }
};

TEST_CASE("time_table: a click moves the cursor, Enter on another row moves it there") {
  Shown shown(10);
  QTest::mouseClick(shown.rows().viewport(), Qt::LeftButton, {}, shown.at(3));
  CHECK(shown.session.time().cursor() == 30.0);
  QTest::keyClick(&shown.rows(), Qt::Key_Down);
  CHECK(shown.session.time().cursor() == 30.0);
  QTest::keyClick(&shown.rows(), Qt::Key_Return);
  CHECK(shown.session.time().cursor() == 40.0);
}

TEST_CASE("time_table: a cursor that moves elsewhere selects its row, without taking the focus") {
  Shown shown(1000);
  auto* text = shown.table.findChild<QLineEdit*>();
  text->setFocus();
  shown.session.time().setCursor(7005.0);
  CHECK(shown.selectedRow() == 700);
  CHECK(shown.rows().viewport()->rect().contains(shown.at(700)));
  CHECK(shown.table.focusWidget() == text);
  text->setText("client-1");
  shown.session.time().setCursor(21.0);
  CHECK(shown.cell(shown.selectedRow(), EventsModel::kTime) == "20 s");
  shown.session.time().setCursor(51.0);  // its event is filtered out
  CHECK(shown.selectedRow() == -1);
}

TEST_CASE("time_table: new rows leave selection, scrolling and sorting alone") {
  Shown shown(1000);
  shown.rows().sortByColumn(EventsModel::kSubject, Qt::AscendingOrder);
  shown.rows().selectRow(500);
  shown.rows().verticalScrollBar()->setValue(490);
  const QString selected = shown.cell(500, EventsModel::kSubject);
  shown.setEvents(1200);
  CHECK(shown.cell(shown.selectedRow(), EventsModel::kSubject) == selected);
  CHECK(shown.rows().verticalScrollBar()->value() == 490);
  CHECK(shown.cell(2, EventsModel::kSubject) == "client-1");
  CHECK(shown.table.filter().rowCount() == 1200);
}

TEST_CASE("time_table: what is selected stays so while the filter changes, and no other run's is") {
  Shown shown(1000);
  shown.rows().selectRow(700);
  auto* text = shown.table.findChild<QLineEdit*>();
  text->setText("client-350");
  CHECK(shown.selectedRow() == 0);
  text->setText("");
  CHECK(shown.selectedRow() == 700);
  CHECK(shown.rows().viewport()->rect().contains(shown.at(700)));
  shown.setEvents(10);
  CHECK(shown.selectedRow() == -1);
}

TEST_CASE("time_table: Ctrl+C copies selected rows in the order they are seen") {
  Shown shown(10);
  shown.rows().sortByColumn(EventsModel::kTime, Qt::DescendingOrder);
  QTest::mouseClick(shown.rows().viewport(), Qt::LeftButton, {}, shown.at(2));
  QTest::mouseClick(shown.rows().viewport(), Qt::LeftButton, Qt::ControlModifier, shown.at(1));
  QTest::keyClick(&shown.rows(), Qt::Key_C, Qt::ControlModifier);
  CHECK(QApplication::clipboard()->text() ==
        "80 s\thost_down\tclient-4\ta crash\n70 s\thost_up\tclient-3\ta crash\n");
}

TEST_CASE("time_table: says in words why there are no rows") {
  Shown shown(0);
  const auto says = [&](const QString& text) {
    const auto labels = shown.table.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisible() && label->text() == text;
    });
  };
  CHECK(says("No event yet."));
  shown.setEvents(3);
  CHECK(says("3 events"));
  shown.table.findChild<QLineEdit*>()->setText("nothing like it");
  CHECK(says("No event passes the filter."));
  CHECK(says("0 of 3 events"));
}

TEST_CASE("events: a cursor that moves while another view is seen has selected its row by then") {
  const simgrad::test::TemporaryFolder folder;
  simgrad::test::writeExample(folder / "run.db");
  Session session;
  EventsView view(session);
  view.show();
  session.open(QString::fromStdString((folder / "run.db").string()));
  auto* table = view.findChild<QTableView*>();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return table->model()->rowCount() == 2;
      },
      kPatience_ms));
  view.hide();
  session.time().setCursor(26.0);
  CHECK_FALSE(table->selectionModel()->hasSelection());
  view.show();
  CHECK(table->selectionModel()->isRowSelected(1));
}

TEST_CASE("events: the choice of a kind shows only these, and stays while the run goes on") {
  const simgrad::test::TemporaryFolder folder;
  simgrad::test::writeExample(folder / "run.db");
  Session session;
  EventsView view(session);
  view.show();
  session.open(QString::fromStdString((folder / "run.db").string()));
  auto* kind = view.findChild<QComboBox*>();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return kind->count() == 3;
      },
      kPatience_ms));
  kind->setCurrentText("host_up");
  CHECK(view.csv() ==
        "simulated time,kind,subject,detail\n25,host_up,worker-2,failure[0]: host_crash\n");
  session.close(0);
  REQUIRE(QTest::qWaitFor(
      [&] {
        return view.isReady() && view.csv().isEmpty();
      },
      kPatience_ms));
  CHECK(kind->currentText() == "host_up");
}

}  // namespace
}  // namespace simgrad::gui
