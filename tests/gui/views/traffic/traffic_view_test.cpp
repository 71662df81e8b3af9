#include "gui/views/traffic/traffic_view.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/charts/chart.hpp"
#include "gui/views/traffic/groups_model.hpp"
#include "gui/views/traffic/links_model.hpp"
#include "gui/views/traffic/traffic_plot.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;
constexpr int kLimit_ms = 20'000;

TEST_CASE("links_model: bytes, shares and uses of links, and what is not known") {
  LinksModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  const RunPointer run = test::exampleRun(2, 5);
  model.setUses(linkUses(*run));
  REQUIRE(model.rowCount() == 4);
  const auto value = [&](int row, int column) {
    return model.data(model.index(row, column), Qt::UserRole);
  };
  CHECK(value(0, LinksModel::kName) == "up-0");
  CHECK(value(0, LinksModel::kBytes) == 2e6);
  CHECK(value(0, LinksModel::kShare) == 0.25);
  CHECK(value(0, LinksModel::kMeanUse).toDouble() == Approx(2e6 / (1e6 * 50.0)));
  CHECK(value(0, LinksModel::kPeakUse).toDouble() == Approx(400'000 / (1e6 * run->traffic->bin_s)));
  CHECK(value(1, LinksModel::kMeanUse).toDouble() == Approx(2e6 / (4e6 * 50.0)));
  LinkUse unknown{.name = "<b>", .bytes = 1.0, .mean_use = std::nan(""), .peak_use = std::nan("")};
  model.setUses({unknown});
  CHECK(model.data(model.index(0, LinksModel::kPeakUse)) == "unknown");
  CHECK(model.data(model.index(0, LinksModel::kName), Qt::ToolTipRole).toString().contains("&lt;"));
}

TEST_CASE("links_model: rows stay while the same links carry more") {
  LinksModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  model.setUses({{.name = "a", .bytes = 1.0}, {.name = "b", .bytes = 2.0}});
  const QPersistentModelIndex chosen = model.index(1, LinksModel::kBytes);
  const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
  model.setUses({{.name = "a", .bytes = 3.0}, {.name = "b", .bytes = 4.0}});
  CHECK(changes.count() == 1);
  REQUIRE(chosen.isValid());
  CHECK(chosen.data(Qt::UserRole) == 4.0);
  model.setUses({{.name = "a", .bytes = 3.0}, {.name = "c", .bytes = 4.0}});
  CHECK_FALSE(chosen.isValid());
  model.setUses({});
  CHECK(model.rowCount() == 0);
}

TEST_CASE("groups_model: rates at the cursor, the topmost group first") {
  GroupsModel model;
  const QAbstractItemModelTester tester(&model, Mode::Fatal);
  const RunPointer run = test::exampleRun(3, 5);
  const TrafficGroups traffic = groupTraffic(*run->links, *run->traffic);
  model.setTraffic(traffic);
  REQUIRE(model.rowCount() == 2);
  CHECK(model.data(model.index(1, GroupsModel::kName)) == traffic.groups[0].name);
  model.setTime(5.5);
  const int up = traffic.groups[0].name == "up" ? 1 : 0;
  CHECK(model.data(model.index(up, GroupsModel::kRate)) == "1.2 MB/s");
  CHECK(model.data(model.index(1 - up, GroupsModel::kRate)) == "0 B/s");
  model.setTraffic({});
  CHECK(model.rowCount() == 0);
}

TEST_CASE("traffic_view: shows the range that all views show, and keeps it while a run grows") {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {.title = "live"});  // writes by itself twice a second
  test::recordExample(recorder, 3, 1, 3);
  Session session;
  TrafficView view(session);
  view.resize(900, 600);
  view.show();
  session.open(QString::fromStdString((folder / "run.db").string()));
  const auto shows_end = [&](double end_s) {
    return QTest::qWaitFor(
        [&] {
          return session.current() != nullptr && session.current()->data->end() == end_s &&
                 view.isReady();
        },
        kLimit_ms);
  };
  REQUIRE(shows_end(30.0));
  session.time().setRange(TimeRange{5.0, 15.0});
  view.bringUpToDate();
  CHECK(view.chart().xRange() == Range{5.0, 15.0});
  test::recordExample(recorder, 3, 4, 2);
  REQUIRE(shows_end(50.0));
  CHECK(view.chart().xRange() == Range{5.0, 15.0});
  CHECK(view.chart().plot().x_extent->high == 50.0);
  CHECK_FALSE(view.chart().plot().marks.empty());
}

TEST_CASE("traffic_view: areas have the colours of their groups") {
  const test::TemporaryFolder folder;
  test::writeExample(folder / "run.db", 3, 5);
  Session session;
  TrafficView view(session);
  view.resize(1000, 600);
  view.show();
  session.open(QString::fromStdString((folder / "run.db").string()));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return session.current() != nullptr && view.isReady();
      },
      kLimit_ms));
  const ChartFrame& frame = view.chart().frame();
  const QImage image = const_cast<Chart&>(view.chart()).grab().toImage();
  const auto pixel = [&](double time_s, double rate) {
    return image.pixelColor(frame.pixelOf(time_s, rate).toPoint());
  };
  const QColor background = pixel(3.0, 0.7e6);
  CHECK(pixel(0.5, 0.7e6) != background);
  CHECK(pixel(5.5, 0.7e6) != background);
  CHECK(pixel(0.5, 0.7e6) != pixel(5.5, 0.7e6));
}

TEST_CASE("traffic_view: no run is no crash") {
  Session session;
  TrafficView view(session);
  view.resize(900, 600);
  view.show();
  CHECK_FALSE(view.grab().isNull());
  CHECK(view.csv().isEmpty());
  for (const auto* table : view.findChildren<QTableView*>()) {
    CHECK_FALSE(table->accessibleName().isEmpty());
  }
}

}  // namespace
}  // namespace simgrad::gui
