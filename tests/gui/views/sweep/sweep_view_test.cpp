#include "gui/views/sweep/sweep_view.hpp"

#include <algorithm>

#include <QApplication>
#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolTip>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"
#include "gui/views/sweep/dot_picture.hpp"
#include "gui/views/sweep/line_picture.hpp"
#include "gui/views/sweep/map_picture.hpp"
#include "gui/views/sweep/points_tables.hpp"
#include "gui/views/sweep/sweep_controls.hpp"
#include "tests/gui/views/sweep/example_sweep.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using test::ExampleSweep;

constexpr int kPatience_ms = 20'000;

/// A view of an open sweep, as it stands on a screen.
struct Shown {
  explicit Shown(const ExampleSweep& example) : view(session) {
    example.write(folder / "sweep.db");
    session.open(QString::fromStdString((folder / "sweep.db").string()));
    REQUIRE(QTest::qWaitFor(
        [this] {
          return session.sweep() != nullptr;
        },
        kPatience_ms));
    view.resize(900, 600);
    view.show();
    draw();
  }

  void draw() {
    view.bringUpToDate();
    REQUIRE(QTest::qWaitFor(
        [this] {
          return view.isReady();
        },
        kPatience_ms));
    view.grab();
  }
  void choose(SweepPicture picture) {
    view.findChild<SweepControls*>()->setPicture(picture);
    draw();
  }
  bool opens(std::size_t runs) {
    return QTest::qWaitFor(
        [this, runs] {
          return session.runs().size() == runs && !session.isLoading();
        },
        kPatience_ms);
  }
  bool says(const QString& text) const {
    const auto labels = view.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisibleTo(&view) && label->text().contains(text);
    });
  }

  test::TemporaryFolder folder;
  Session session;
  SweepView view;
};

TEST_CASE("sweep_view: without a sweep it says what to do, and has no csv") {
  Session session;
  SweepView view(session);
  view.show();
  view.bringUpToDate();
  const auto labels = view.findChildren<QLabel*>();
  CHECK(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
    return label->isVisible() && label->text().startsWith("Open a sweep's folder");
  }));
  CHECK(view.csv().isEmpty());
}

TEST_CASE("sweep_view: a double click on a mark opens the runs of its point") {
  Shown shown(ExampleSweep{});
  auto* lines = shown.view.findChild<LinePicture*>();
  REQUIRE(lines->marks().size() == 4);
  QTest::mouseDClick(lines, Qt::LeftButton, {}, lines->marks()[0].area.center().toPoint());
  REQUIRE(shown.opens(3));
  CHECK(shown.session.runs()[0].data->key.run == 1);
  CHECK(shown.says("Opened 3 runs, seeds 1, 2, 3."));
}

TEST_CASE("sweep_view: arrow keys go from mark to mark, Enter opens") {
  Shown shown(ExampleSweep{});
  auto* lines = shown.view.findChild<LinePicture*>();
  QSignalSpy opened(lines, &MarkedPicture::opened);
  lines->setFocus();
  QTest::keyClick(lines, Qt::Key_Home);
  REQUIRE(lines->current() == 0U);
  CHECK(shown.says("strategy ring, latency 1 ms: time to 60 % accuracy 33 s"));
  QTest::keyClick(lines, Qt::Key_Right);
  REQUIRE(lines->current() == 1U);
  QTest::keyClick(lines, Qt::Key_Return);
  REQUIRE(opened.size() == 1);
  CHECK(opened[0][0].value<RunIndices>() == RunIndices{3, 4, 5});
}

TEST_CASE("sweep_view: between two drawings there is nothing to open") {
  Shown shown(ExampleSweep{});
  auto* lines = shown.view.findChild<LinePicture*>();
  const QPoint place = lines->marks()[3].area.center().toPoint();
  QTest::keyClick(lines, Qt::Key_End);
  REQUIRE(lines->current() == 3U);
  QSignalSpy opened(lines, &MarkedPicture::opened);
  lines->setFigure({});
  QTest::keyClick(lines, Qt::Key_Return);
  QTest::mouseDClick(lines, Qt::LeftButton, {}, place);
  CHECK(opened.isEmpty());
}

TEST_CASE("sweep_view: a tooltip says what a mark is, whatever it is called") {
  ExampleSweep example;
  example.axes[1].labels[0] = "<b>ring</b> & co";
  Shown shown(example);
  auto* lines = shown.view.findChild<LinePicture*>();
  const QPoint place = lines->marks()[0].area.center().toPoint();
  QHelpEvent help(QEvent::ToolTip, place, lines->mapToGlobal(place));
  QApplication::sendEvent(lines, &help);
  CHECK(QToolTip::text().contains("strategy &lt;b&gt;ring&lt;/b&gt; &amp; co, latency 1 ms"));
  QToolTip::hideText();
}

TEST_CASE("sweep_view: what was never reached stands above the plot, and opens") {
  ExampleSweep example;
  example.target_accuracy = 0.99;
  Shown shown(example);
  auto* lines = shown.view.findChild<LinePicture*>();
  REQUIRE(lines->marks().size() == 4);
  const QRectF mark = lines->marks()[0].area;
  const QColor inside = lines->grab().toImage().pixelColor(mark.center().toPoint());
  CHECK(inside == seriesColour(0));
  QSignalSpy opened(lines, &MarkedPicture::opened);
  QTest::mouseDClick(lines, Qt::LeftButton, {}, mark.center().toPoint());
  REQUIRE(opened.size() == 1);
  CHECK(opened[0][0].value<RunIndices>() == RunIndices{0, 1, 2});
}

TEST_CASE("sweep_view: an axis without numbers has dots, which open too") {
  Shown shown(ExampleSweep{});
  shown.view.findChild<SweepControls*>()->axes()->setCurrentIndex(1);
  shown.draw();
  auto* dots = shown.view.findChild<DotPicture*>();
  REQUIRE(dots->isVisible());
  CHECK(dots->marks().size() == 4);
  CHECK(dots->marks()[0].words.startsWith("latency 1 ms, strategy ring"));
}

TEST_CASE("sweep_view: a map of a sweep of one axis says that it needs two") {
  Shown shown(ExampleSweep{.axes = {test::latencyAxis()}});
  shown.choose(SweepPicture::kMap);
  CHECK(shown.says("A map needs two axes"));
  const auto* series = shown.view.findChild<SweepControls*>()->series();
  CHECK(series->count() == 0);
  CHECK(series->currentIndex() == -1);
  shown.choose(SweepPicture::kLines);
  CHECK(series->currentText() == "none");
}

TEST_CASE("sweep_view: cells of a map have the colours of their values") {
  Shown shown(ExampleSweep{});
  shown.choose(SweepPicture::kMap);
  auto* map = shown.view.findChild<MapPicture*>();
  REQUIRE(map->isVisible());
  REQUIRE(map->marks().size() == 4);
  const QImage image = map->grab().toImage();
  const auto colour = [&](std::size_t cell) {
    return image.pixelColor(map->marks()[cell].area.topLeft().toPoint() + QPoint(4, 4));
  };
  CHECK(colour(0) == heatColour(0.0));
  CHECK(colour(3) == heatColour(1.0));
}

TEST_CASE("sweep_view: selected rows choose the curves") {
  Shown shown(ExampleSweep{});
  shown.choose(SweepPicture::kTable);
  auto* tables = shown.view.findChild<PointsTables*>();
  tables->pointsTable()->selectRow(2);
  CHECK(shown.says("The 3 runs of the points selected"));
  shown.choose(SweepPicture::kCurves);
  CHECK(shown.view.findChild<LinePicture*>()->figure().lines.size() == 1);
  CHECK(shown.view.csv().startsWith("point,"));
}

TEST_CASE("sweep_view: Enter in the tables opens a point's runs, or one") {
  Shown shown(ExampleSweep{});
  shown.choose(SweepPicture::kTable);
  auto* tables = shown.view.findChild<PointsTables*>();
  QSignalSpy opened(tables, &PointsTables::opened);
  tables->pointsTable()->setFocus();
  tables->pointsTable()->setCurrentIndex(tables->pointsTable()->model()->index(1, 0));
  QTest::keyClick(tables->pointsTable(), Qt::Key_Return);
  REQUIRE(opened.size() == 1);
  CHECK(opened[0][0].value<RunIndices>() == RunIndices{3, 4, 5});
  const QModelIndex run = tables->runsTable()->model()->index(2, 0);
  QTest::mouseClick(tables->runsTable()->viewport(), Qt::LeftButton, {},
                    tables->runsTable()->visualRect(run).center());
  QTest::mouseDClick(tables->runsTable()->viewport(), Qt::LeftButton, {},
                     tables->runsTable()->visualRect(run).center());
  REQUIRE(opened.size() == 2);
  CHECK(opened[1][0].value<RunIndices>() == RunIndices{5});
  REQUIRE(shown.opens(3));
}

TEST_CASE("sweep_view: the filter keeps points whose settings hold the text") {
  Shown shown(ExampleSweep{});
  shown.choose(SweepPicture::kTable);
  auto* tables = shown.view.findChild<PointsTables*>();
  QTest::keyClicks(tables->filter(), "SERVER");
  CHECK(tables->pointsTable()->model()->rowCount() == 2);
}

TEST_CASE("sweep_view: without results every picture says why, and the table lists the runs") {
  ExampleSweep example;
  example.status = [](int) {
    return std::string("failed");
  };
  Shown shown(example);
  for (const auto picture : {SweepPicture::kLines, SweepPicture::kMap, SweepPicture::kCurves}) {
    shown.choose(picture);
    CHECK(shown.says("12 failed"));
  }
  shown.choose(SweepPicture::kTable);
  CHECK(shown.view.findChild<PointsTables*>()->runsTable()->model()->rowCount() == 12);
}

TEST_CASE("sweep_view: a sweep without axes has curves and a table") {
  Shown shown(ExampleSweep{.axes = {}});
  CHECK(shown.says("no axes"));
  shown.choose(SweepPicture::kCurves);
  CHECK(shown.view.findChild<LinePicture*>()->isVisible());
}

TEST_CASE("sweep_view: follows a sweep that is written, and keeps what was chosen") {
  ExampleSweep example;
  example.status = [](int run) {
    return run > 6 ? std::string() : std::string("finished");
  };
  Shown shown(example);
  shown.view.findChild<SweepControls*>()->metrics()->setCurrentText("best loss");
  std::filesystem::remove(shown.folder / "sweep.db");
  ExampleSweep().write(shown.folder / "sweep.db");
  auto* lines = shown.view.findChild<LinePicture*>();
  REQUIRE(QTest::qWaitFor(
      [&] {
        shown.view.bringUpToDate();
        return lines->figure().lines.size() == 2 && lines->figure().lines[1].points.size() == 2;
      },
      kPatience_ms));
  CHECK(shown.view.findChild<SweepControls*>()->metrics()->currentText() == "best loss");
}

}  // namespace
}  // namespace simgrad::gui
