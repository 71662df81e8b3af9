#include "gui/window/recent_files.hpp"

#include <QSignalSpy>
#include <QToolButton>
#include <catch2/catch.hpp>

#include "gui/text/text.hpp"
#include "gui/window/start_page.hpp"

namespace simgrad::gui {
namespace {

TEST_CASE("recent_files: ten, the latest first, each once") {
  RecentFiles recent;
  const QSignalSpy changed(&recent, &RecentFiles::changed);
  for (int i = 0; i < 12; ++i) {
    recent.add(QString("/runs/%1.db").arg(i));
  }
  recent.add("/runs/8.db");
  recent.add("/runs/8.db");  // is first already
  CHECK(recent.paths().size() == RecentFiles::kMost);
  CHECK(recent.paths().mid(0, 3) == QStringList{"/runs/8.db", "/runs/11.db", "/runs/10.db"});
  CHECK(recent.paths().count("/runs/8.db") == 1);
  CHECK(changed.size() == 13);
}

TEST_CASE("recent_files: what a broken settings file holds does no harm") {
  RecentFiles recent;
  recent.set(QStringList{"", "/a", "/a", ""} + QStringList(50, "/b"));
  CHECK(recent.paths() == QStringList{"/a", "/b"});
}

TEST_CASE("start_page: a link's tool tip is its path, whatever stands in it") {
  RecentFiles recent;
  recent.add("/runs/<b>'a' & c.db");
  const StartPage page(recent, nullptr);
  const QList<QToolButton*> links = page.findChildren<QToolButton*>();
  REQUIRE(links.size() == 1);
  CHECK(links[0]->toolTip() == plainToolTip("/runs/<b>'a' & c.db"));
}

}  // namespace
}  // namespace simgrad::gui
