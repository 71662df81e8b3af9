#include "gui/views/convergence/convergence_view.hpp"

#include <QComboBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/charts/chart.hpp"
#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

constexpr int kPatience_ms = 30'000;

/// A session with runs, whose titles end in 0, 1, ….
struct Example {
  explicit Example(int runs) {
    for (int i = 0; i < runs; ++i) {
      const auto path = folder / ("run" + std::to_string(i) + ".db");
      test::writeExample(path, 3, 5, "<i>run</i> " + std::to_string(i));
      session.open(QString::fromStdString(path.string()));
      REQUIRE(QTest::qWaitFor(
          [&] {
            return session.runs().size() == static_cast<std::size_t>(i) + 1;
          },
          kPatience_ms));
    }
  }

  test::TemporaryFolder folder;
  Session session;
};

struct ShownView {
  explicit ShownView(Session& session) : view(session) {
    view.resize(900, 600);
    view.show();
    update();
    for (Chart* chart : view.findChildren<Chart*>()) {
      (chart->accessibleName() == "loss" ? loss : accuracy) = chart;
    }
  }

  void update() { view.bringUpToDate(); }

  ConvergenceView view;
  Chart* loss = nullptr;
  Chart* accuracy = nullptr;
};

TEST_CASE("convergence_view: shows every run that is shown") {
  Example example(2);
  ShownView shown(example.session);
  CHECK(shown.loss->plot().curves.size() == 2);
  example.session.setShown(0, false);
  shown.update();
  REQUIRE(shown.loss->plot().curves.size() == 1);
  CHECK(shown.accuracy->plot().curves[0].name == example.session.runs()[1].label);
}

TEST_CASE("convergence_view: zooming in simulated time is for all views, in rounds for its own") {
  Example example(1);
  ShownView shown(example.session);
  QTest::keyClick(shown.loss, Qt::Key_Plus);
  REQUIRE(example.session.time().range().has_value());
  CHECK(shown.accuracy->xRange() == shown.loss->xRange());
  example.session.time().setRange(std::nullopt);
  CHECK_FALSE(shown.loss->xRange().has_value());
  for (auto* box : shown.view.findChildren<QComboBox*>()) {
    if (const int rounds = box->findText("rounds"); rounds >= 0) {
      box->setCurrentIndex(rounds);
    }
  }
  shown.update();
  CHECK(shown.loss->plot().x.label == "round");
  QTest::keyClick(shown.loss, Qt::Key_Plus);
  CHECK(shown.accuracy->xRange().has_value());
  CHECK_FALSE(example.session.time().range().has_value());
  QTest::mouseClick(shown.view.findChild<QPushButton*>(), Qt::LeftButton);
  CHECK_FALSE(shown.accuracy->xRange().has_value());
}

TEST_CASE("convergence_view: a click moves the cursor of all views") {
  Example example(1);
  ShownView shown(example.session);
  QTest::mouseClick(shown.loss->viewport(), Qt::LeftButton, {},
                    shown.loss->frame().pixelOf(25.0, 1.0).toPoint());
  REQUIRE(example.session.time().cursor().has_value());
  CHECK(*example.session.time().cursor() == Approx(25.0).margin(0.2));
}

TEST_CASE("convergence_view: marks the failures of the current run") {
  Example example(2);
  ShownView shown(example.session);
  REQUIRE(shown.loss->plot().marks.size() == 1);
  CHECK(shown.loss->plot().marks[0].x == 12.0);
  example.session.setShown(1, false);
  shown.update();
  CHECK(shown.accuracy->plot().marks.empty());
}

TEST_CASE("convergence_view: smoothing is a control") {
  Example example(1);
  ShownView shown(example.session);
  shown.view.findChild<QSpinBox*>()->setValue(4);
  shown.update();
  CHECK(shown.loss->plot().curves.size() == 2);
}

TEST_CASE("convergence_view: without runs it says so, and has no text") {
  Session session;
  ShownView shown(session);
  CHECK(shown.loss->plot().if_empty == "no run is open");
  CHECK(shown.view.csv().isEmpty());
  CHECK_FALSE(shown.view.grab().isNull());
}

}  // namespace
}  // namespace simgrad::gui
