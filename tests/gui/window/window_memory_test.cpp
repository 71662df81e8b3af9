#include "gui/window/window_memory.hpp"

#include <QFile>
#include <QStandardPaths>
#include <catch2/catch.hpp>

#include "gui/views/view.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/recent_files.hpp"
#include "gui/window/runs_panel.hpp"
#include "gui/window/view_menu.hpp"

namespace simgrad::gui {
namespace {

QString settingsFile() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
         "/simgrad/dashboard.ini";
}

TEST_CASE("window_memory: a window comes back as it was closed") {
  QFile::remove(settingsFile());
  {
    Session session;
    MainWindow window(session);
    WindowMemory memory(window);
    memory.restore();
    CHECK(window.recent().paths().isEmpty());
    window.setGeometry(10, 20, 640, 480);
    window.runsPanel().hide();
    window.viewMenu().setTheme(ThemeChoice::kDark);
    window.chooseView(viewMakers().back().info->key);
    window.recent().add("/runs/ä;,\"%41.db");
    window.close();
  }
  Session session;
  MainWindow window(session);
  WindowMemory memory(window);
  memory.restore();
  CHECK(window.geometry() == QRect(10, 20, 640, 480));
  CHECK(window.runsPanel().isHidden());
  CHECK(window.viewMenu().themeChoice() == ThemeChoice::kDark);
  CHECK(theme().is_dark);
  CHECK(QString(window.currentView().info().key) == viewMakers().back().info->key);
  CHECK(window.recent().paths() == QStringList{"/runs/ä;,\"%41.db"});
  window.viewMenu().setTheme(ThemeChoice::kLight);
  QFile::remove(settingsFile());
}

TEST_CASE("window_memory: a broken settings file does no harm, and is mended") {
  const QByteArray garbage =
      GENERATE(QByteArray("\x00\xff]]\n[window\n===\ngeometry", 24),
               QByteArray("[window]\ngeometry=@ByteArray(\\x1\\xd9garbage)\nstate=7\nview=nothing\n"
                          "theme=@Variant(\\0)\n[General]\nrecent=@Invalid()\n"));
  QDir().mkpath(QFileInfo(settingsFile()).path());
  QFile file(settingsFile());
  REQUIRE(file.open(QIODevice::WriteOnly));
  file.write(garbage);
  file.close();
  Session session;
  MainWindow window(session);
  const QSize size = window.size();
  WindowMemory memory(window);
  memory.restore(ThemeChoice::kLight);
  CHECK(window.size().boundedTo(size) == window.size());
  CHECK(window.recent().paths().isEmpty());
  window.recent().add("/runs/a.db");
  memory.save();
  const QSettings read(settingsFile(), QSettings::IniFormat);
  CHECK(read.value("recent").toString() == "/runs/a.db");
  QFile::remove(settingsFile());
}

TEST_CASE("window_memory: a window that no screen shows is moved to one, and made to fit") {
  const QList<QRect> screens{{0, 0, 1000, 800}, {1000, 0, 1000, 800}};
  CHECK(placeOnScreen({100, 100, 500, 400}, screens) == QRect(100, 100, 500, 400));
  CHECK(placeOnScreen({1700, -50, 500, 400}, screens) == QRect(1500, 0, 500, 400));
  CHECK(placeOnScreen({9000, 9000, 500, 400}, screens) == QRect(500, 400, 500, 400));
  CHECK(placeOnScreen({-20, 0, 5000, 4000}, screens) == QRect(0, 0, 1000, 800));
}

}  // namespace
}  // namespace simgrad::gui
