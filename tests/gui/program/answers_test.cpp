#include "gui/program/answers.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "gui/program/progress_text.hpp"

namespace simgrad::gui {
namespace {

TEST_CASE("answers: problems of a check keep their places") {
  const auto answer = readCheckAnswer(
      R"({"problems":[{"column":8,"file":"a.toml","line":2,"text":"seed: -1 is out of range"}]})");
  REQUIRE(answer);
  REQUIRE(answer->problems.size() == 1);
  CHECK(answer->problems[0].file == "a.toml");
  CHECK(answer->problems[0].line == 2);
  CHECK(answer->problems[0].column == 8);
  CHECK(answer->plan.isEmpty());
}

TEST_CASE("answers: a sound scenario and a sound sweep say their plan") {
  CHECK(readCheckAnswer(R"({"problems":[],"workers":["a","b"],"parameters":199210,"routes":[1]})")
            ->plan == "2 workers, 199,210 parameters, 1 route");
  CHECK(readCheckAnswer(R"({"problems":[],"axes":["x"],"points":[1,2],
                            "estimate":{"runs":36,"wall_s":394.4}})")
            ->plan == "2 points, 36 runs, about 6 min 34 s");
}

TEST_CASE("answers: what is no answer is none") {
  for (const char* text : {"", "{", "[]", "{}", R"({"problems":3})", "\xff\xfe"}) {
    CAPTURE(text);
    CHECK_FALSE(readCheckAnswer(text));
    CHECK_FALSE(readProgress(text));
  }
  CHECK_FALSE(readProgress(R"({"type":"summary"})"));
}

TEST_CASE("answers: a loss that is not a number stays one") {
  const auto progress = readProgress(R"({"type":"progress","round":3,"rounds":10,"simulated_s":1.5,
                       "evaluated_round":2,"loss":null,"accuracy":0.1})");
  REQUIRE(progress);
  REQUIRE(progress->quality);
  CHECK(std::isnan(progress->quality->loss));
  CHECK(progressText(*progress, 3.0).contains("loss not a number"));
}

TEST_CASE("progress_text: round, simulated time, its rate, quality and what is left") {
  const Progress progress{
      .done = 25, .planned = 100, .simulated_s = 250.0, .quality = Quality{24, 0.5, 0.831}};
  CHECK(progressText(progress, 10.0) ==
        "round 25 of 100 · simulated 4 min 10 s, 25 times wall time · loss 0.5 · accuracy 83.1 % "
        "(round 24)");
  CHECK(leftText(progress, 10.0) == "30 s left");
  CHECK(leftText({.done = 0, .planned = 100}, 10.0).isEmpty());
}

TEST_CASE("progress_text: a sweep counts runs") {
  CHECK(progressText(*readProgress(R"({"type":"progress","runs":36,"done":6,"running":2,
                                       "failed":1,"left_s":10})"),
                     6.0) == "run 6 of 36 · 1 failed");
}

}  // namespace
}  // namespace simgrad::gui
