#include "gui/charts/chart_group.hpp"

#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

/// Two charts of x from 0 to 100.
struct Example {
  Example() {
    for (Chart* chart : {&first, &second}) {
      chart->resize(600, 300);
      chart->setPlot({.x = {.label = "simulated time", .unit = Unit::kSeconds},
                      .curves = {{.points = {{0.0, 0.0}, {100.0, 1.0}}}}});
      chart->show();
      group.add(chart);
    }
  }

  Chart first;
  Chart second;
  TimeFocus time;
  ChartGroup group;
};

TEST_CASE("chart_group: charts zoom together, each on its own y") {
  Example example;
  QTest::keyClick(&example.first, Qt::Key_Plus);
  REQUIRE(example.first.xRange().has_value());
  CHECK(example.second.xRange() == example.first.xRange());
  QTest::keyClick(&example.first, Qt::Key_Plus, Qt::ControlModifier);
  CHECK_FALSE(example.second.yRange().has_value());
  example.group.reset();
  CHECK_FALSE(example.first.xRange().has_value());
  CHECK_FALSE(example.first.yRange().has_value());
  CHECK_FALSE(example.second.xRange().has_value());
}

TEST_CASE("chart_group: a click in one chart is read in all") {
  Example example;
  QTest::mouseClick(example.first.viewport(), Qt::LeftButton, {},
                    example.first.frame().pixelOf(40.0, 0.5).toPoint());
  REQUIRE(example.second.chosen().has_value());
  CHECK(*example.second.chosen() == Approx(40.0).margin(0.3));
}

TEST_CASE("chart_group: simulated time is that of all views, both ways, without echo") {
  Example example;
  example.group.follow(&example.time);
  const QSignalSpy ranges(&example.time, &TimeFocus::rangeChanged);
  const QSignalSpy cursors(&example.time, &TimeFocus::cursorChanged);
  example.time.setRange(TimeRange{20.0, 40.0});
  example.time.setCursor(30.0);
  CHECK(example.first.xRange() == Range{20.0, 40.0});
  CHECK(example.second.chosen() == 30.0);
  CHECK(ranges.count() == 1);
  QTest::keyClick(&example.second, Qt::Key_Right);
  CHECK(ranges.count() == 2);
  CHECK(example.time.range() == TimeRange{22.0, 42.0});
  CHECK(example.first.xRange() == Range{22.0, 42.0});
  QTest::keyClick(&example.first, Qt::Key_Right, Qt::ShiftModifier);
  CHECK(cursors.count() == 2);
  CHECK(*example.time.cursor() == Approx(30.2));
  QTest::keyClick(&example.first, Qt::Key_Home);
  CHECK_FALSE(example.time.range().has_value());
}

TEST_CASE("chart_group: rounds are no simulated time") {
  Example example;
  example.group.follow(&example.time);
  example.time.setRange(TimeRange{20.0, 40.0});
  example.group.follow(nullptr);
  CHECK_FALSE(example.first.xRange().has_value());
  QTest::keyClick(&example.first, Qt::Key_Plus);
  CHECK(example.time.range() == TimeRange{20.0, 40.0});
  example.time.setRange(TimeRange{1.0, 2.0});
  CHECK(example.first.xRange() != Range{1.0, 2.0});
  example.group.follow(&example.time);
  CHECK(example.first.xRange() == Range{1.0, 2.0});
}

TEST_CASE("chart_group: a hidden chart is zoomed when it is shown") {
  Example example;
  example.group.follow(&example.time);
  example.second.hide();
  const Range all = example.second.frame().x.range();
  example.time.setRange(TimeRange{20.0, 40.0});
  CHECK(example.second.frame().x.range() == all);
  example.second.show();
  CHECK(example.second.frame().x.range() == Range{20.0, 40.0});
}

TEST_CASE("chart_group: zooming out beyond the data ends zooming for all views") {
  Example example;
  example.group.follow(&example.time);
  example.time.setRange(TimeRange{20.0, 90.0});
  for (int i = 0; i < 5; ++i) {
    QTest::keyClick(&example.first, Qt::Key_Minus);
  }
  CHECK_FALSE(example.time.range().has_value());
}

}  // namespace
}  // namespace simgrad::gui
