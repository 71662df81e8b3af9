#include "gui/playback/playback.hpp"

#include <algorithm>

#include <QTest>
#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

TEST_CASE("playback: the default speed shows a run in about half a minute") {
  CHECK(defaultSpeed(30.0) == 1.0);
  CHECK(defaultSpeed(5136.0) == 100.0);
  CHECK(defaultSpeed(1.75) == Approx(0.05));
  CHECK(defaultSpeed(0.0) == 1.0);
  CHECK(defaultSpeed(1e300) > 1e298);
  const auto speeds = speedsAround(10.0);
  CHECK(std::is_sorted(speeds.begin(), speeds.end()));
  CHECK(std::count(speeds.begin(), speeds.end(), 10.0) == 1);
}

TEST_CASE("playback: moves the cursor on, pauses at the end, begins again from the start") {
  const test::TemporaryFolder folder;
  test::writeExample(folder / "run.db", 1, 5);
  Session session;
  Playback playback(session);
  playback.play();
  CHECK_FALSE(playback.isPlaying());  // nothing to play
  session.open(QString::fromStdString((folder / "run.db").string()));
  REQUIRE(QTest::qWaitFor(
      [&] {
        return session.current() != nullptr;
      },
      20'000));
  playback.setSpeed(10.0);
  playback.play();
  CHECK(session.time().cursor() == 0.0);
  playback.advance(2.0);
  CHECK(session.time().cursor() == 20.0);
  playback.advance(100.0);
  CHECK(session.time().cursor() == 50.0);
  CHECK_FALSE(playback.isPlaying());
}

}  // namespace
}  // namespace simgrad::gui
