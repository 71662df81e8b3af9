#include "gui/views/topology/topology_view.hpp"

#include <QTest>
#include <QWheelEvent>
#include <catch2/catch.hpp>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/topology_canvas.hpp"
#include "gui/views/topology/topology_item.hpp"
#include "gui/views/topology/topology_text.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

constexpr int kLimit_ms = 20'000;

/// A view of an open run.
struct Shown {
  explicit Shown(int workers, const std::string& title = "example") {
    test::writeExample(folder / "run.db", workers, 5, title);
    session.open(QString::fromStdString((folder / "run.db").string()));
    view.resize(900, 700);
    view.show();
    REQUIRE(QTest::qWaitFor(
        [&] {
          return session.current() != nullptr && view.isReady();
        },
        kLimit_ms));
  }

  void setCursor(double simulated_s) {
    session.time().setCursor(simulated_s);
    view.bringUpToDate();
  }

  QColor colourOf(const TopologyItem& item, const QPointF& beside) const {
    const QPoint pixel = view.canvas().mapFromScene(item.place()->centre + beside);
    return view.canvas().viewport()->grab().toImage().pixelColor(pixel);
  }

  const TopologyItem* itemNamed(const std::string& host) const {
    for (const TopologyItem* item : view.canvas().items().places()) {
      if (view.model().cluster().vertices[item->place()->subject].name == host) {
        return item;
      }
    }
    return nullptr;
  }

  test::TemporaryFolder folder;
  Session session;
  TopologyView view{session};
};

TEST_CASE("topology_view: hosts have the colour of what they do at the cursor") {
  Shown shown(8);
  const TopologyItem* host = shown.itemNamed("worker-2");
  REQUIRE(host != nullptr);
  const QPointF beside_letter(-9.0, 0.0);
  shown.setCursor(2.0);
  CHECK(shown.colourOf(*host, beside_letter) == spanColour(SpanKind::kCompute));
  shown.setCursor(5.5);
  CHECK(shown.colourOf(*host, beside_letter) == spanColour(SpanKind::kSend));
  CHECK(host->describe({}).contains("worker-2</b>: sending"));
}

TEST_CASE("topology_view: space plays and pauses, the slider is the session's cursor") {
  Shown shown(3);
  shown.view.setFocus();
  CHECK_FALSE(shown.session.time().cursor());
  QTest::keyClick(&shown.view.canvas(), Qt::Key_Space);
  REQUIRE(QTest::qWaitFor(
      [&] {
        return shown.session.time().cursor().value_or(0.0) > 0.0;
      },
      kLimit_ms));
  QTest::keyClick(&shown.view.canvas(), Qt::Key_Space);
  const auto paused = shown.session.time().cursor();
  QTest::qWait(80);  // more than two frames
  CHECK(shown.session.time().cursor() == paused);
}

TEST_CASE("topology_view: zones unfold by double click and by Enter, and fold again") {
  Shown shown(200);
  TopologyCanvas& canvas = shown.view.canvas();
  REQUIRE(canvas.items().places().size() == 2);
  const auto pixel = [&](const TopologyItem& item) {
    return canvas.mapFromScene(item.place()->centre);
  };
  QTest::mouseDClick(canvas.viewport(), Qt::LeftButton, {}, pixel(*canvas.items().places().back()));
  CHECK(canvas.items().places().back()->place()->kind == PlaceKind::kBlock);
  QTest::keyClick(&canvas, Qt::Key_Return);
  CHECK(canvas.items().places().back()->place()->kind == PlaceKind::kZone);
  QTest::keyClick(&canvas, Qt::Key_Left);
  CHECK(canvas.items().places().front()->isSelected());
  QTest::keyClick(&canvas, Qt::Key_Return);  // the server is in no zone
  CHECK(canvas.items().places().size() == 2);
}

TEST_CASE("topology_view: the arrow keys choose, and say what is chosen with its links") {
  Shown shown(3);
  TopologyCanvas& canvas = shown.view.canvas();
  shown.setCursor(5.5);
  const QPointF centre = canvas.mapToScene(canvas.viewport()->rect().center());
  QTest::keyClick(&canvas, Qt::Key_Right);
  QTest::keyClick(&canvas, Qt::Key_Right);
  REQUIRE(canvas.items().places().at(1)->isSelected());
  const QString text = describeChosen(shown.view.model(), 1);
  CHECK(text.contains("<b>worker-0</b>: sending"));
  CHECK(text.contains("<b>up-0</b>"));
  CHECK(text.contains("<b>down-0</b>"));
  CHECK(canvas.mapToScene(canvas.viewport()->rect().center()) == centre);  // all was seen already
}

TEST_CASE("topology_view: names with any characters are shown as they are") {
  TopologyModel model;
  auto run = std::make_shared<RunSnapshot>(*test::exampleRun(2, 1));
  auto nodes = *run->nodes;
  nodes[1].name = nodes[1].host = "<b>evil</b>,%2%3\"\n";
  run->nodes = std::make_shared<const std::vector<NodeRow>>(nodes);
  model.setRun(run);
  CHECK(describeVertex(model, 1).contains("&lt;b&gt;evil"));
  CHECK(describeVertex(model, 1).contains("%2%3"));
  CHECK(topologyCsv(model).contains("\"<b>evil</b>,%2%3\"\"\n\""));
}

TEST_CASE("topology_view: the wheel and keys zoom, F fits") {
  Shown shown(3);
  TopologyCanvas& canvas = shown.view.canvas();
  const double fitted = canvas.transform().m11();
  QTest::keyClick(&canvas, Qt::Key_Plus);
  CHECK(canvas.transform().m11() > fitted);
  shown.setCursor(3.0);
  shown.view.resize(910, 705);
  QApplication::processEvents();
  CHECK(canvas.transform().m11() > 1.1 * fitted);
  shown.view.resize(900, 700);
  QApplication::processEvents();
  QTest::keyClick(&canvas, Qt::Key_F);
  CHECK(canvas.transform().m11() == Approx(fitted));
  const QPointF at = QRectF(canvas.viewport()->rect()).center();
  QWheelEvent turn(at, canvas.viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton,
                   Qt::NoModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(canvas.viewport(), &turn);
  CHECK(canvas.transform().m11() > fitted);
}

TEST_CASE("topology_view: what it shows as text is a line a host and a line a link") {
  Shown shown(3);
  shown.setCursor(5.5);
  const QStringList lines = shown.view.csv().split('\n');
  CHECK(lines.size() == 1 + 4 + 6 + 1);
  CHECK(lines[0] == "kind,name,state,bytes,load");
  CHECK(lines[2] == "host,worker-0,sending,,");
  CHECK(lines[5].startsWith("link,up-0,normal,400000,0."));
  CHECK(lines[6].startsWith("link,down-0,normal,0,0"));
}

TEST_CASE("topology_view: no run is no crash") {
  Session session;
  TopologyView view(session);
  view.resize(400, 300);
  view.show();
  CHECK_FALSE(view.grab().isNull());
  CHECK(view.csv().isEmpty());
  QTest::keyClick(&view.canvas(), Qt::Key_Return);
  QTest::keyClick(&view.canvas(), Qt::Key_Right);
  QTest::keyClick(&view.canvas(), Qt::Key_F);
  QTest::keyClick(&view, Qt::Key_Space);
}

}  // namespace
}  // namespace simgrad::gui
