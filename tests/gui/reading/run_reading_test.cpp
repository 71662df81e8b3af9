#include "gui/reading/run_reading.hpp"

#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/sweep_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("run_reading: a finished run comes once, whole") {
  const test::TemporaryFolder folder;
  test::writeExample(folder / "run.db", 3, 5);
  RunReading reading({folder / "run.db", 1});
  const RunPointer run = reading.poll();
  REQUIRE(run != nullptr);
  CHECK(run->run.title == "example");
  CHECK(run->run.target_accuracy == 0.75);
  CHECK_FALSE(run->isLive());
  CHECK(run->end() == 50.0);
  CHECK(run->nodes->size() == 4);
  CHECK(run->links->size() == 6);
  CHECK(run->evaluations->size() == 5);
  CHECK(run->rounds->size() == 5);
  CHECK(run->events->size() == 2);
  CHECK(run->spans->spans.size() == 60);
  CHECK(run->refused_rows == 0);
  CHECK(reading.poll() == nullptr);
}

TEST_CASE("run_reading: spans are those of each node, in their order") {
  const RunPointer run = test::exampleRun(3, 5);
  CHECK(run->spans->ofNode(0).empty());  // the server's
  for (std::size_t node = 1; node < 4; ++node) {
    const auto spans = run->spans->ofNode(node);
    REQUIRE(spans.size() == 20);
    CHECK((spans[0].kind == SpanKind::kReceive && spans[0].begin_s == 0.0));
    CHECK((spans[5].kind == SpanKind::kCompute && spans[5].begin_s == 11.0));
    CHECK((spans[19].kind == SpanKind::kWait && spans[19].end_s == 50.0 && spans[19].round == 5));
  }
}

TEST_CASE("run_reading: traffic sums to what was sent") {
  const RunPointer run = test::exampleRun(3, 5);
  std::int64_t sum = 0;
  for (const TrafficBin& bin : run->traffic->bins) {
    sum += bin.bytes;
  }
  CHECK(sum == 800'000 * 3 * 5);
  CHECK(run->traffic->bin_s > 0.0);
}

TEST_CASE("run_reading: rows that say nothing are refused and counted, names without a row kept") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "run.db");
  const double infinity = std::numeric_limits<double>::infinity();
  file.add<RunRow>({{.id = 1, .simulated_s = infinity}});
  file.add<EvaluationRow>({{.run = 1, .simulated_s = kNotANumber}, {.run = 1, .simulated_s = 1}});
  file.add<RoundRow>({{.run = 1, .begin_s = 2, .end_s = 1}});
  file.add<SpanRow>({{.run = 1, .node = "ghost", .kind = "dance", .begin_s = 0, .end_s = 1},
                     {.run = 1, .node = "ghost", .kind = "send", .begin_s = 0, .end_s = infinity}});
  file.add<TrafficRow>({{.run = 1, .link = "wire", .begin_s = 0, .length_s = 1, .bytes = 5},
                        {.run = 1, .link = "wire", .begin_s = 0, .length_s = 0, .bytes = 5},
                        {.run = 1, .link = "wire", .begin_s = 1e300, .length_s = 1, .bytes = 5},
                        {.run = 1, .link = "wire", .begin_s = -1, .length_s = 1, .bytes = 5}});
  const RunPointer run = RunReading({folder / "run.db", 1}).poll();
  REQUIRE(run != nullptr);
  CHECK(run->refused_rows == 6);
  CHECK(run->end() == 0.0);
  CHECK(run->evaluations->size() == 1);
  REQUIRE(run->nodes->size() == 1);
  CHECK(run->nodes->front().name == "ghost");
  REQUIRE(run->spans->ofNode(0).size() == 1);
  CHECK(run->spans->ofNode(0)[0].kind == SpanKind::kOther);
  REQUIRE(run->links->size() == 1);
  CHECK(run->traffic->bins.size() == 1);
}

TEST_CASE("run_reading: a run that is being written is followed, and one that takes its place") {
  const test::TemporaryFolder folder;
  RunReading reading({folder / "run.db", 1});
  CHECK_THAT(error_text([&] {
               reading.poll();
             }),
             Contains("no such file"));
  {
    Recorder recorder(folder / "run.db", {.title = "first", .started_utc = "2030-01-01T00:00:00Z"});
    test::recordExample(recorder, 2, 1, 3);
  }
  RunPointer run = reading.poll();
  REQUIRE(run != nullptr);
  CHECK(run->isLive());
  CHECK(run->rounds->size() == 3);
  std::filesystem::remove(folder / "run.db");
  CHECK_THAT(error_text([&] {
               reading.poll();
             }),
             Contains("no such file"));
  test::writeExample(folder / "run.db", 4, 2, "second");
  run = reading.poll();
  REQUIRE(run != nullptr);
  CHECK(run->run.title == "second");
  CHECK(run->nodes->size() == 5);
  CHECK(run->rounds->size() == 2);
}

}  // namespace
}  // namespace simgrad::gui
