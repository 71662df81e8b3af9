#include "gui/charts/chart.hpp"

#include <cmath>
#include <limits>

#include <QSignalSpy>
#include <QTest>
#include <QToolTip>
#include <QWheelEvent>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr QColor kRed(220, 0, 0);
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Plot plotOf(QList<QPointF> points, bool is_logarithmic = false) {
  Plot plot;
  plot.x = {.label = "simulated time", .unit = Unit::kSeconds};
  plot.y = {.label = "loss", .logarithmic = is_logarithmic};
  plot.curves.push_back({.name = "run", .pen = QPen(kRed, 2.0), .points = std::move(points)});
  return plot;
}

/// A chart with the line from (0, 0) to (100, 1).
struct Example {
  Example() {
    chart.resize(700, 400);
    chart.setPlot(plotOf({{0.0, 0.0}, {50.0, 0.5}, {100.0, 1.0}}));
    chart.show();
  }

  QPoint pixelOf(double x, double y) const { return chart.frame().pixelOf(x, y).toPoint(); }

  void wheel(const QPoint& at, int steps, Qt::KeyboardModifiers keys = Qt::NoModifier) {
    QWheelEvent event(at, chart.viewport()->mapToGlobal(at), {}, {0, 120 * steps}, Qt::NoButton,
                      keys, Qt::NoScrollPhase, false);
    QApplication::sendEvent(chart.viewport(), &event);
  }

  void drag(const QPoint& from, const QPoint& to, Qt::MouseButton button = Qt::LeftButton,
            Qt::KeyboardModifiers keys = Qt::NoModifier) {
    QTest::mousePress(chart.viewport(), button, keys, from);
    QMouseEvent move(QEvent::MouseMove, to, chart.viewport()->mapToGlobal(to), Qt::NoButton, button,
                     keys);
    QApplication::sendEvent(chart.viewport(), &move);
    QTest::mouseRelease(chart.viewport(), button, keys, to);
  }

  Chart chart;
};

int distance(QRgb a, const QColor& b) {
  return std::abs(qRed(a) - b.red()) + std::abs(qGreen(a) - b.green()) +
         std::abs(qBlue(a) - b.blue());
}

int countPixels(const QImage& image, const QColor& colour, const QRect& where) {
  int count = 0;
  for (int y = where.top(); y <= where.bottom(); ++y) {
    for (int x = where.left(); x <= where.right(); ++x) {
      count += distance(image.pixel(x, y), colour) < 60 ? 1 : 0;
    }
  }
  return count;
}

bool isDrawnAt(Chart& chart, const QPoint& pixel) {
  return countPixels(chart.grab().toImage(), kRed, QRect(pixel - QPoint(3, 3), QSize(7, 7))) > 0;
}

TEST_CASE("chart: draws a curve where its numbers lie") {
  Example example;
  CHECK(isDrawnAt(example.chart, example.pixelOf(25.0, 0.25)));
  CHECK(isDrawnAt(example.chart, example.pixelOf(75.0, 0.75)));
  CHECK_FALSE(isDrawnAt(example.chart, example.pixelOf(25.0, 0.75)));
}

TEST_CASE("chart: zeros and NaN on a logarithmic axis erase nothing, and show") {
  Example example;
  example.chart.setPlot(plotOf(
      {{0.0, 10.0}, {40.0, 1.0}, {50.0, kNan}, {60.0, 1.0}, {90.0, 0.1}, {100.0, 0.0}}, true));
  CHECK(isDrawnAt(example.chart, example.pixelOf(20.0, std::sqrt(10.0))));
  CHECK(isDrawnAt(example.chart, example.pixelOf(75.0, std::sqrt(0.1))));
  CHECK_FALSE(isDrawnAt(example.chart, example.pixelOf(50.0, 1.0)));
  const QRectF area = example.chart.frame().area;
  CHECK(isDrawnAt(example.chart, {example.pixelOf(50.0, 1.0).x(), int(area.top()) + 8}));
  CHECK(isDrawnAt(example.chart, {int(area.right()), int(area.bottom()) - 8}));
}

TEST_CASE("chart: a loss of 1e300 does not flood the plot") {
  Example example;
  QList<QPointF> points;
  for (int i = 0; i <= 100; ++i) {
    points.append({double(i), i == 50 ? 1e300 : 1.0});
  }
  example.chart.setPlot(plotOf(points));
  const QRect area = example.chart.frame().area.toRect();
  const int all = countPixels(example.chart.grab().toImage(), kRed, area);
  CHECK(all > 500);
  CHECK(all < 12'000);
  example.wheel(example.pixelOf(50.0, 0.0), 30, Qt::ControlModifier);
  CHECK(countPixels(example.chart.grab().toImage(), kRed, area) < 12'000);
}

TEST_CASE("chart: the wheel zooms x around the pointer, with Ctrl y") {
  Example example;
  const QPoint at = example.pixelOf(25.0, 0.25);
  const QSignalSpy chosen(&example.chart, &Chart::xRangeChosen);
  example.wheel(at, 2);
  REQUIRE(example.chart.xRange().has_value());
  CHECK(example.chart.xRange()->high - example.chart.xRange()->low == Approx(64.0));
  CHECK(example.chart.frame().x.value(example.chart.frame().placeOfX(at.x())) ==
        Approx(25.0).margin(0.3));
  CHECK(chosen.count() == 1);
  CHECK_FALSE(example.chart.yRange().has_value());
  example.wheel(at, 1, Qt::ControlModifier);
  CHECK(example.chart.yRange().has_value());
  example.wheel(at, -20);
  CHECK_FALSE(example.chart.xRange().has_value());
}

TEST_CASE("chart: however far one zooms, the range stays one") {
  Example example;
  for (int i = 0; i < 40; ++i) {
    example.wheel(example.pixelOf(example.chart.frame().x.value(0.5), 0.5), 10);
    example.wheel(example.pixelOf(example.chart.frame().x.value(0.5), 0.5), 10,
                  Qt::ControlModifier);
  }
  REQUIRE(example.chart.xRange().has_value());
  CHECK(example.chart.xRange()->low < example.chart.xRange()->high);
  CHECK_FALSE(example.chart.grab().isNull());
}

TEST_CASE("chart: a flat drag zooms to x alone, a narrow one to y, another one to both") {
  Example example;
  example.drag(example.pixelOf(20.0, 0.5), example.pixelOf(60.0, 0.5));
  REQUIRE(example.chart.xRange().has_value());
  CHECK(example.chart.xRange()->low == Approx(20.0).margin(0.3));
  CHECK(example.chart.xRange()->high == Approx(60.0).margin(0.3));
  CHECK_FALSE(example.chart.yRange().has_value());
  example.chart.reset();
  example.drag(example.pixelOf(60.0, 0.75), example.pixelOf(20.0, 0.25));
  REQUIRE(example.chart.yRange().has_value());
  CHECK(example.chart.yRange()->low == Approx(0.25).margin(0.01));
  CHECK(example.chart.yRange()->high == Approx(0.75).margin(0.01));
  example.chart.reset();
  example.drag(example.pixelOf(60.0, 0.75), example.pixelOf(60.5, 0.25));
  CHECK(example.chart.yRange().has_value());
  CHECK_FALSE(example.chart.xRange().has_value());
}

TEST_CASE("chart: y shows what is seen of x until one chooses it") {
  Example example;
  example.chart.setXRange(Range{0.0, 25.0});
  CHECK(example.chart.frame().y.range().high < 0.6);
  example.chart.setXRange(std::nullopt);
  CHECK(example.chart.frame().y.range().high > 0.99);
}

TEST_CASE("chart: Shift and drag, or the middle button, move what is seen") {
  for (const bool is_middle : {false, true}) {
    Example example;
    example.chart.setXRange(Range{40.0, 60.0});
    const QPoint from = example.pixelOf(50.0, 0.5);
    const QPoint to = example.pixelOf(45.0, 0.5);
    example.drag(from, to, is_middle ? Qt::MiddleButton : Qt::LeftButton,
                 is_middle ? Qt::NoModifier : Qt::ShiftModifier);
    REQUIRE(example.chart.xRange().has_value());
    CHECK(example.chart.xRange()->low == Approx(45.0).margin(0.2));
    CHECK(example.chart.xRange()->high == Approx(65.0).margin(0.2));
  }
}

TEST_CASE("chart: a click chooses x, a double click shows all") {
  Example example;
  QSignalSpy chosen(&example.chart, &Chart::xChosen);
  QTest::mouseClick(example.chart.viewport(), Qt::LeftButton, {}, example.pixelOf(30.0, 0.5));
  REQUIRE(chosen.count() == 1);
  CHECK(chosen[0][0].toDouble() == Approx(30.0).margin(0.3));
  example.chart.setXRange(Range{40.0, 60.0});
  const QSignalSpy range(&example.chart, &Chart::xRangeChosen);
  QTest::mouseDClick(example.chart.viewport(), Qt::LeftButton, {}, example.pixelOf(50.0, 0.5));
  CHECK_FALSE(example.chart.xRange().has_value());
  CHECK(range.count() == 1);
}

TEST_CASE("chart: keys do what the mouse does") {
  Example example;
  Chart& chart = example.chart;
  chart.setChosen(50.0);
  QTest::keyClick(&chart, Qt::Key_Plus);
  REQUIRE(chart.xRange().has_value());
  CHECK(chart.xRange()->low == Approx(10.0));
  CHECK(chart.xRange()->high == Approx(90.0));
  QTest::keyClick(&chart, Qt::Key_Right);
  CHECK(chart.xRange()->low == Approx(18.0));
  QTest::keyClick(&chart, Qt::Key_Left);
  CHECK(chart.xRange()->low == Approx(10.0));
  QTest::keyClick(&chart, Qt::Key_Plus, Qt::ControlModifier);
  CHECK(chart.yRange().has_value());
  QTest::keyClick(&chart, Qt::Key_Minus);
  CHECK_FALSE(chart.xRange().has_value());
  QTest::keyClick(&chart, Qt::Key_Home);
  CHECK_FALSE(chart.yRange().has_value());
  QSignalSpy chosen(&chart, &Chart::xChosen);
  QTest::keyClick(&chart, Qt::Key_Left, Qt::ShiftModifier);
  REQUIRE(chosen.count() == 1);
  CHECK(chosen[0][0].toDouble() == Approx(49.0));
}

TEST_CASE("chart: failures tell what failed, and names are no markup") {
  Example example;
  Plot plot = plotOf({{0.0, 0.0}, {100.0, 1.0}});
  plot.marks = {{30.0, "host_down <b>evil</b> at 30 s"}};
  example.chart.setPlot(plot);
  const QPoint at = example.pixelOf(30.0, 0.9);
  CHECK(countPixels(example.chart.grab().toImage(), theme().background,
                    QRect(at - QPoint(2, 10), QSize(5, 20))) < 100);
  QHelpEvent event(QEvent::ToolTip, at, example.chart.viewport()->mapToGlobal(at));
  QApplication::sendEvent(example.chart.viewport(), &event);
  CHECK(QToolTip::text().contains("host_down &lt;b&gt;evil"));
  QToolTip::hideText();
}

TEST_CASE("chart: keeps what is zoomed to when data come") {
  Example example;
  example.chart.setXRange(Range{10.0, 20.0});
  example.chart.setPlot(plotOf({{0.0, 0.0}, {200.0, 2.0}}));
  CHECK(example.chart.frame().x.range() == Range{10.0, 20.0});
}

TEST_CASE("chart: nothing, one point and points in no order are drawn") {
  Example example;
  example.chart.setPlot({.if_empty = "nothing yet"});
  CHECK_FALSE(example.chart.grab().isNull());
  QTest::keyClick(&example.chart, Qt::Key_Plus);
  example.wheel({300, 200}, 3);
  CHECK_FALSE(example.chart.xRange().has_value());  // nothing was zoomed to
  example.chart.setPlot(plotOf({{5.0, 3.0}}));
  CHECK(isDrawnAt(example.chart, example.pixelOf(5.0, 3.0)));
  example.chart.setPlot(plotOf({{100.0, 0.0}, {kNan, 5.0}, {0.0, 0.0}, {50.0, 1.0}}));
  CHECK(isDrawnAt(example.chart, example.pixelOf(25.0, 0.5)));
  CHECK(isDrawnAt(example.chart, example.pixelOf(75.0, 0.5)));
}

TEST_CASE("chart: draws 100,000 points on four curves at once") {
  Example example;
  Plot plot = plotOf({});
  plot.curves.clear();
  for (int curve = 0; curve < 4; ++curve) {
    QList<QPointF> points;
    for (int i = 0; i < 100'000; ++i) {
      points.append({double(i), std::sin(i * (curve + 1.0)) + curve});
    }
    plot.curves.push_back({.pen = seriesPen(std::size_t(curve)), .points = points});
  }
  QElapsedTimer timer;
  timer.start();
  example.chart.setPlot(plot);
  example.chart.viewport()->repaint();
  // About 25 ms of an idle core; QXYSeries alone would take 30 times as long.
  CHECK(timer.elapsed() < 600);
}

}  // namespace
}  // namespace simgrad::gui
