#include "gui/window/main_window.hpp"

#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/views/view.hpp"
#include "gui/window/message_banner.hpp"
#include "gui/window/recent_files.hpp"
#include "gui/window/runs_panel.hpp"
#include "gui/window/start_page.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/gui/support/waiting.hpp"
#include "tests/support/sweep_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

QString recorded(const test::TemporaryFolder& folder, const std::string& name) {
  test::writeExample(folder / name, 2, 2, name);
  return QString::fromStdString((folder / name).string());
}

struct Opened {
  Opened() { window.show(); }
  bool open(const QStringList& paths) {
    window.open(paths);
    return test::waitFor([this] {
      return !session.isLoading();
    });
  }
  template <class Widget>
  bool shows() {
    return window.findChild<Widget*>()->isVisible();
  }

  Session session;
  MainWindow window{session};
};

TEST_CASE("main_window: a sweep that is opened alone shows itself, unless a view was asked for") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "sweep");
  test::SweepFile file(folder / "sweep" / "sweep.db");
  file.add<RunRow>({{.id = 1, .title = "clients", .status = "finished"}});
  file.place(1, 0, 1, {{.key = "data.alpha", .value = "1", .number = 1}});
  const QString path = QString::fromStdString((folder / "sweep").string());
  Opened first;
  first.window.chooseView("rounds");
  REQUIRE(first.open({path}));
  CHECK(QString(first.window.currentView().info().key) == "sweep");
  Opened second;
  second.window.showView("rounds");
  REQUIRE(second.open({path}));
  CHECK(QString(second.window.currentView().info().key) == "rounds");
}

TEST_CASE("main_window: begins with what can be opened, and returns there") {
  const test::TemporaryFolder folder;
  Opened dashboard;
  CHECK(dashboard.shows<StartPage>());
  REQUIRE(dashboard.open({recorded(folder, "a.db")}));
  CHECK_FALSE(dashboard.shows<StartPage>());
  CHECK(dashboard.window.windowTitle() == "a.db - simgrad");
  CHECK(dashboard.window.recent().paths().front().endsWith("/a.db"));
  QTest::keyClick(&dashboard.window, Qt::Key_W, Qt::ControlModifier);
  CHECK(dashboard.session.runs().empty());
  CHECK(dashboard.shows<StartPage>());
}

TEST_CASE("main_window: the list of runs chooses, hides and closes them by key") {
  const test::TemporaryFolder folder;
  Opened dashboard;
  REQUIRE(dashboard.open(
      {recorded(folder, "a.db"), recorded(folder, "b.db"), recorded(folder, "c.db")}));
  QListView* list = dashboard.window.runsPanel().list();
  CHECK(list->model()->rowCount() == 3);
  CHECK(list->currentIndex().row() == 2);
  QTest::keyClick(list, Qt::Key_Up);
  CHECK(dashboard.session.currentIndex() == 1);
  QTest::keyClick(list, Qt::Key_Space);
  CHECK_FALSE(dashboard.session.runs()[1].is_shown);
  dashboard.session.setCurrent(0);
  CHECK(list->currentIndex().row() == 0);
  CHECK(list->selectionModel()->isRowSelected(0));
  list->setFocus();
  QTest::keyClick(list, Qt::Key_Delete);
  REQUIRE(dashboard.session.runs().size() == 2);
  CHECK(dashboard.session.runs()[0].label == "b.db");
  CHECK(list->model()->rowCount() == 2);
  CHECK(list->currentIndex().row() == static_cast<int>(*dashboard.session.currentIndex()));
}

TEST_CASE("main_window: every view has its key, and Tab reaches it") {
  const test::TemporaryFolder folder;
  Opened dashboard;
  REQUIRE(dashboard.open({recorded(folder, "a.db")}));
  int number = 0;
  for (View* view : dashboard.window.views()) {
    QTest::keyClick(&dashboard.window, static_cast<Qt::Key>(Qt::Key_1 + number++),
                    Qt::ControlModifier);
    CHECK(&dashboard.window.currentView() == view);
    CHECK(view->isVisible());
  }
  QWidget* list = dashboard.window.runsPanel().list();
  list->setFocus();
  bool is_reached = false;
  for (int i = 0; i < 100 && !is_reached; ++i) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    is_reached = QApplication::focusWidget() == list;
    REQUIRE(QApplication::focusWidget() != nullptr);
  }
  CHECK(is_reached);  // and left every view again
}

TEST_CASE("main_window: files that are dropped are opened, what is elsewhere is not") {
  const test::TemporaryFolder folder;
  Opened dashboard;
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(recorded(folder, "a.db")), QUrl("https://example.org/b.db"),
                QUrl::fromLocalFile(recorded(folder, "ä b%20.db"))});
  QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&dashboard.window, &enter);
  CHECK(enter.isAccepted());
  QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&dashboard.window, &drop);
  REQUIRE(test::waitFor([&] {
    return !dashboard.session.isLoading();
  }));
  CHECK(dashboard.session.runs().size() == 2);
  CHECK(dashboard.window.messages().texts().isEmpty());
  QMimeData text;
  text.setText("no file");
  QDragEnterEvent other({10, 10}, Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&dashboard.window, &other);
  CHECK_FALSE(other.isAccepted());
}

TEST_CASE("main_window: the view is copied as a picture") {
  const test::TemporaryFolder folder;
  Opened dashboard;
  REQUIRE(dashboard.open({recorded(folder, "a.db")}));
  QTest::keyClick(&dashboard.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(QApplication::clipboard()->image().size() ==
        dashboard.window.currentView().picture()->size() * 2);
}

}  // namespace
}  // namespace simgrad::gui
