#include "gui/views/timeline/timeline_view.hpp"

#include <limits>

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSpinBox>
#include <QTest>
#include <QWheelEvent>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"
#include "gui/views/timeline/timeline_canvas.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/gui/views/timeline/spans.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

constexpr int kPatience_ms = 20'000;

/// The view on the example run: four nodes, five rounds of ten seconds.
struct Shown {
  simgrad::test::TemporaryFolder folder;
  Session session;
  TimelineView view{session};
  TimelineCanvas* canvas = view.findChild<TimelineCanvas*>();

  explicit Shown(int workers = 3) {
    simgrad::test::writeExample(folder / "run.db", workers, 5);
    view.resize(900, 400);
    view.show();
    session.open(QString::fromStdString((folder / "run.db").string()));
    REQUIRE(QTest::qWaitFor(
        [this] {
          return session.current() != nullptr && view.isReady() && !canvas->scene().nodes.empty();
        },
        kPatience_ms));
  }

  const TimelineScene& scene() const { return canvas->scene(); }

  /// The place of a moment in a row.
  QPoint at(double simulated_s, std::size_t row) const {
    const int x = scene().label_width + static_cast<int>(scene().axis().x(simulated_s));
    return {x, scene().rowTop(row) + scene().row_height / 2};
  }

  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const {
    QTest::keyClick(canvas, key, modifiers);
  }

  void drag(const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers) const {
    QWidget* target = canvas->viewport();
    QTest::mousePress(target, Qt::LeftButton, modifiers, from);
    for (const QPoint& at : {(from + to) / 2, to}) {
      QMouseEvent move(QEvent::MouseMove, at, target->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                       modifiers);
      QApplication::sendEvent(target, &move);  // QTest::mouseMove moves nothing without a screen
    }
    QTest::mouseRelease(target, Qt::LeftButton, modifiers, to);
  }

  void turnWheel(const QPoint& at, int notches, Qt::KeyboardModifiers modifiers) const {
    QWidget* target = canvas->viewport();
    QWheelEvent event(at, target->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(target, &event);
  }
};

TEST_CASE("timeline: spans are drawn in their kind's colour, at their time, in their node's row") {
  Shown shown;
  const QImage image = shown.canvas->viewport()->grab().toImage();
  CHECK(image.pixelColor(shown.at(3.0, 1)) == spanColour(SpanKind::kCompute));
  CHECK(image.pixelColor(shown.at(8.0, 1)) == spanColour(SpanKind::kWait));
  const QPoint send = shown.at(5.5, 1) - QPoint(0, shown.scene().row_height / 4);
  CHECK(image.pixelColor(send) == spanColour(SpanKind::kSend));
}

TEST_CASE("timeline: a click moves the cursor of all views there, and says what happens then") {
  Shown shown;
  QTest::mouseClick(shown.canvas->viewport(), Qt::LeftButton, {}, shown.at(23.0, 2));
  CHECK(shown.session.cursorTime() == Approx(23.0).margin(0.2));
  CHECK(shown.canvas->currentText().startsWith("worker-1\ncompute from 21 s, for 4 s, in round 3"));
  shown.session.time().setCursor(8.0);
  CHECK(shown.canvas->currentText().contains("wait from 6 s"));
  shown.session.time().setRange(TimeRange{40.0, 40.1});
  CHECK(shown.canvas->currentText().contains("wait from 6 s"));
}

TEST_CASE("timeline: the wheel zooms around the pointer, and Home shows all again") {
  Shown shown;
  const QPoint at = shown.at(25.0, 1);
  const double before_s = shown.scene().axis().time(at.x() - shown.scene().label_width);
  shown.turnWheel(at, 2, Qt::NoModifier);
  REQUIRE(shown.session.time().range());
  CHECK(shown.scene().range.end_s - shown.scene().range.begin_s < 40.0);
  CHECK(shown.scene().axis().time(at.x() - shown.scene().label_width) == Approx(before_s));
  shown.press(Qt::Key_Home);
  CHECK_FALSE(shown.session.time().range());
  shown.turnWheel(at, -2, Qt::NoModifier);
  CHECK_FALSE(shown.session.time().range());
}

TEST_CASE("timeline: keys zoom, move and step through the rounds") {
  Shown shown;
  shown.session.time().setCursor(25.0);
  shown.press(Qt::Key_Plus);
  const TimeRange zoomed = shown.scene().range;
  CHECK(zoomed.end_s - zoomed.begin_s == Approx(40.0));
  shown.press(Qt::Key_Right);
  CHECK(shown.scene().range.begin_s == Approx(zoomed.begin_s + 4.0));
  shown.press(Qt::Key_N);
  CHECK(shown.session.time().range() == TimeRange{20.0, 30.0});
  CHECK(shown.view.findChild<QSpinBox*>()->value() == 3);
  shown.press(Qt::Key_N);
  CHECK(shown.session.time().range() == TimeRange{30.0, 40.0});
  shown.press(Qt::Key_P);
  shown.press(Qt::Key_P);
  CHECK(shown.session.time().range() == TimeRange{10.0, 20.0});
  shown.press(Qt::Key_Right, Qt::ShiftModifier);
  CHECK(shown.session.cursorTime() == Approx(20.0));
}

TEST_CASE("timeline: a double click, or Enter at the cursor, shows the span's round") {
  Shown shown;
  QTest::mouseDClick(shown.canvas->viewport(), Qt::LeftButton, {}, shown.at(43.0, 1));
  CHECK(shown.session.time().range() == TimeRange{40.0, 50.0});
  shown.press(Qt::Key_Home);
  shown.session.time().setCursor(13.0);
  shown.press(Qt::Key_Down);
  shown.press(Qt::Key_Return);
  CHECK(shown.session.time().range() == TimeRange{10.0, 20.0});
}

TEST_CASE("timeline: the field of rounds zooms to one, and back to all") {
  Shown shown;
  auto* round = shown.view.findChild<QSpinBox*>();
  round->setValue(2);
  CHECK(shown.session.time().range() == TimeRange{10.0, 20.0});
  round->setValue(round->minimum());
  CHECK_FALSE(shown.session.time().range());
}

TEST_CASE("timeline: what moves while another view is seen is shown when it is seen again") {
  Shown shown;
  shown.view.hide();
  shown.session.time().setRange(TimeRange{10.0, 20.0});
  shown.session.time().setCursor(13.0);
  CHECK(shown.scene().cursor_s != 13.0);
  shown.view.show();
  CHECK(shown.scene().cursor_s == 13.0);
  CHECK(shown.scene().range == TimeRange{10.0, 20.0});
}

TEST_CASE("timeline: numbers of rounds that no field can hold are cut to those that it can") {
  using Numbers = std::numeric_limits<std::int64_t>;
  const simgrad::test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {.title = "far"});
  recorder.round({.round = Numbers::min(), .begin_s = 0.0, .end_s = 1.0});
  recorder.round({.round = Numbers::max(), .begin_s = 1.0, .end_s = 2.0});
  recorder.finish("finished", "", 2.0, 1.0);
  Session session;
  TimelineView view(session);
  view.show();
  session.open(QString::fromStdString((folder / "run.db").string()));
  const auto* round = view.findChild<QSpinBox*>();
  REQUIRE(QTest::qWaitFor(
      [&] {
        return round->maximum() == std::numeric_limits<int>::max();
      },
      kPatience_ms));
  CHECK(round->minimum() == std::numeric_limits<int>::min());
}

TEST_CASE("timeline: a drag moves, with Shift it zooms to what it covers") {
  Shown shown;
  shown.drag(shown.at(10.0, 1), shown.at(30.0, 1), Qt::ShiftModifier);
  const TimeRange range = shown.scene().range;
  CHECK(range.begin_s == Approx(10.0).margin(0.3));
  CHECK(range.end_s == Approx(30.0).margin(0.3));
  shown.drag(shown.at(20.0, 1), shown.at(15.0, 1), Qt::NoModifier);
  CHECK(shown.scene().range.begin_s == Approx(range.begin_s + 5.0).margin(0.3));
  CHECK_FALSE(shown.session.time().cursor());
  const TimeRange moved = shown.scene().range;
  shown.drag(shown.at(15.0, 0), shown.at(15.0, 2), Qt::ShiftModifier);
  CHECK(shown.scene().range == moved);
}

TEST_CASE("timeline: the filter and failures choose rows, and the csv holds only these") {
  Shown shown;
  shown.press(Qt::Key_Down);
  shown.press(Qt::Key_Down);
  shown.view.findChild<QLineEdit*>()->setText("worker");
  CHECK(shown.canvas->currentText().startsWith("worker-1"));
  shown.view.findChild<QLineEdit*>()->setText("worker-1");
  CHECK(shown.scene().nodes.size() == 1);
  CHECK(shown.view.csv().contains("worker-1,compute,1,5,1\n"));
  CHECK_FALSE(shown.view.csv().contains("worker-2"));
  shown.session.time().setRange(TimeRange{10.0, 20.0});
  CHECK_FALSE(shown.view.csv().contains("worker-1,compute,1,5,1\n"));
  shown.view.findChild<QLineEdit*>()->setText("");
  shown.view.findChild<QCheckBox*>()->setChecked(true);
  CHECK(shown.scene().nodes == std::vector<std::uint32_t>{3});
  shown.view.findChild<QLineEdit*>()->setText("nobody");
  CHECK(shown.view.csv().isEmpty());
  CHECK_FALSE(shown.view.grab().isNull());
}

TEST_CASE("timeline: says why there is nothing, and that spans were left out while recording") {
  const simgrad::test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", {.title = "live"});
  Session session;
  TimelineView view(session);
  view.show();
  const auto says = [&](const QString& text) {
    const auto labels = view.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
      return label->isVisible() && label->text().contains(text);
    });
  };
  view.bringUpToDate();
  CHECK(view.findChild<TimelineCanvas*>()->notice() == "No run is open.");
  session.open(QString::fromStdString((folder / "run.db").string()));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return view.findChild<TimelineCanvas*>()->notice() == "No span was recorded yet.";
      },
      kPatience_ms));
  CHECK_FALSE(says("thinned"));
  simgrad::test::recordExample(recorder, 2, 1, 3);
  recorder.event({.simulated_s = 1.0, .kind = "thinned", .subject = "span", .detail = "by 2"});
  CHECK(QTest::qWaitFor(
      [&] {
        return says("Spans were thinned while recording (by 2).") &&
               view.findChild<TimelineCanvas*>()->notice().isEmpty();
      },
      kPatience_ms));
}

TEST_CASE("timeline: rows change height around the pointer, and scroll") {
  Shown shown(200);
  const int before = shown.scene().row_height;
  QScrollBar* bar = shown.canvas->verticalScrollBar();
  shown.turnWheel(shown.at(1.0, 2), -1, Qt::ShiftModifier);
  CHECK(bar->value() > 0);
  bar->setValue(100 * before);
  const int y = shown.scene().header_height + 50;
  const auto row = shown.scene().rowAt(y);
  shown.turnWheel({400, y}, 1, Qt::ControlModifier);
  CHECK(shown.scene().row_height > before);
  CHECK(shown.scene().rowAt(y) == row);
  shown.press(Qt::Key_PageDown);
  shown.press(Qt::Key_PageDown);
  const std::size_t current = shown.scene().current_row;
  CHECK(current >= shown.scene().firstRow());
  CHECK(current < shown.scene().endRow());
}

TEST_CASE("timeline: hostile data are drawn, at any height of rows") {
  std::vector<Span> spans(300);
  for (int i = 0; i < 300; ++i) {
    spans[static_cast<std::size_t>(i)] = {-1e300 * i, 1e308, i,
                                          static_cast<SpanKind>(i % kSpanKinds)};
  }
  const auto run = test::runOf(
      {"<b>bold</b>\n", ""}, {spans, {{0.0, 0.0, 1, SpanKind::kDown}}},
      {{.simulated_s = 1e308, .kind = "host_down", .subject = "", .detail = "<img src=x>"}});
  const auto data = std::make_shared<const TimelineData>(timelineDataOf(run, {}));
  TimelineCanvas canvas;
  canvas.resize(40, 30);
  canvas.setData(data, {0, 1});
  for (const double factor : {1e-3, 1e3, 1e3}) {
    canvas.scaleRows(factor);
    CHECK_FALSE(canvas.grab().isNull());
    canvas.resize(500, 300);
  }
  canvas.zoom(1e300);
  canvas.setRange(TimeRange{-1e308, 1e308});
  CHECK_FALSE(canvas.grab().isNull());
  CHECK(canvas.currentText().startsWith("<b>bold</b>"));
}

}  // namespace
}  // namespace simgrad::gui
