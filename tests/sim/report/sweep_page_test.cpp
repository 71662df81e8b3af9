#include "sim/report/sweep_page.hpp"

#include <cmath>
#include <ctime>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"
#include "tests/sim/report/svg_layout.hpp"
#include "tests/support/sweep_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;

struct AxisOfTest {
  std::string key;
  std::vector<std::string> labels;
  std::vector<double> numbers;  // none: the axis has no numbers
};

/// A sweep's database of runs that learn at a pace which depends on the point and the seed.
struct Fabricated {
  std::vector<AxisOfTest> axes;
  std::int64_t seeds = 3;
  std::int64_t rounds = 8;
  std::string title = "A sweep";
  std::string target = "0.7";
  std::string (*status)(std::int64_t run) = [](std::int64_t) {
    return std::string("finished");
  };

  std::string page() const {
    const test::TemporaryFolder folder;
    write(folder / "sweep.db");
    return sweep_page(read_sweep_results(RunReader(folder / "sweep.db")), "sweep.db");
  }

 private:
  void write(const std::filesystem::path& path) const {
    test::SweepFile file(path);
    std::string keys;
    std::int64_t points = 1;
    for (const AxisOfTest& axis : axes) {
      keys += (keys.empty() ? "\"" : ", \"") + axis.key + '"';
      points *= static_cast<std::int64_t>(axis.labels.size());
    }
    file.describe(R"({"title": ")" + title + R"(", "target_accuracy": )" + target +
                  R"(, "target_loss": null, "axes": [)" + keys + R"(], "file": "text of it"})");
    Rows rows;
    for (std::int64_t point = 0; point < points; ++point) {
      for (std::int64_t seed = 1; seed <= seeds; ++seed) {
        add_run(rows, point, seed);
      }
    }
    file.add(rows.runs);
    file.add(rows.points);
    file.add(rows.evaluations);
    file.add(rows.rounds);
    file.add(rows.node_rounds);
  }

  struct Rows {
    std::vector<RunRow> runs;
    std::vector<PointRow> points;
    std::vector<EvaluationRow> evaluations;
    std::vector<RoundRow> rounds;
    std::vector<NodeRoundRow> node_rounds;
  };

  void add_run(Rows& rows, std::int64_t point, std::int64_t seed) const {
    const auto id = static_cast<std::int64_t>(rows.runs.size() + 1);
    std::int64_t rest = point;
    for (const AxisOfTest& axis : axes) {
      const auto value = static_cast<std::size_t>(rest) % axis.labels.size();
      rest /= static_cast<std::int64_t>(axis.labels.size());
      rows.points.push_back({.run = id,
                             .point = point,
                             .key = axis.key,
                             .value = axis.labels[value],
                             .number = axis.numbers.empty() ? kNotANumber : axis.numbers[value]});
    }
    rows.points.push_back(
        {.run = id, .point = point, .key = "seed", .value = std::to_string(seed)});
    const std::string state = status(id);
    rows.runs.push_back({.id = id,
                         .title = "Scenario",
                         .scenario = "the scenario's text",
                         .status = state,
                         .reason = state == "failed" ? "exit status 2" : "done",
                         .wall_s = 1.0,
                         .simulated_s = 1000.0});
    if (state == "failed") {
      return;
    }
    Stream stream(static_cast<std::uint64_t>(seed), Purpose::kTest,
                  static_cast<std::uint64_t>(point));
    for (std::int64_t round = 1; round <= rounds; ++round) {
      const double pace = 1.0 + 0.3 * static_cast<double>(point) + stream.uniform();
      const double end_s = pace * static_cast<double>(round);
      const double accuracy = 0.9 - 0.8 / static_cast<double>(round) - 0.1 * stream.uniform();
      rows.evaluations.push_back({.run = id,
                                  .simulated_s = end_s,
                                  .round = round,
                                  .loss = 1.0 - accuracy,
                                  .accuracy = accuracy,
                                  .sent_bytes = 1000 * round});
      rows.rounds.push_back({.run = id,
                             .round = round,
                             .begin_s = end_s - pace,
                             .end_s = end_s,
                             .up_bytes = 600,
                             .down_bytes = 400,
                             .critical_node = "a"});
      rows.node_rounds.push_back(
          {.run = id, .node = "a", .round = round, .compute_s = 0.5 * pace, .wait_s = 0.2});
    }
  }
};

AxisOfTest latency() {
  return {"platform.latency", {"1 ms", "20 ms", "400 ms"}, {0.001, 0.02, 0.4}};
}
AxisOfTest strategy() {
  return {"strategy", {"ring", "server"}, {}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

/// Every drawing is laid out well, and nothing is fetched.
void check_page(const std::string& page) {
  CHECK(page.find("http") == std::string::npos);
  for (std::size_t at = page.find("<svg viewBox"); at != std::string::npos;
       at = page.find("<svg viewBox", at + 1)) {
    const std::string svg = page.substr(at, page.find("</svg>", at) + 6 - at);
    const auto problems = test::layout_problems(svg);
    INFO((problems.empty() ? std::string() : problems[0]));
    CHECK(problems.empty());
  }
}

TEST_CASE("sweep_page: one axis") {
  const std::string page = Fabricated{.axes = {latency()}}.page();
  check_page(page);
  CHECK_THAT(page, Contains("Time to 70 % accuracy against latency") &&
                       Contains("Best accuracy against latency") &&
                       Contains("Accuracy over simulated time") && Contains("Every run finished") &&
                       Contains("text of it") && Contains("Along the critical path") &&
                       Contains("larger than the noise") && !Contains("Two axes at a time"));
}

TEST_CASE("sweep_page: no axes, only seeds") {
  const std::string page = Fabricated{}.page();
  check_page(page);
  CHECK_THAT(page, Contains("differ in their seeds alone") && Contains("the only point") &&
                       Contains("There are no two points to compare") &&
                       !Contains("What each axis does"));
}

TEST_CASE("sweep_page: three axes, one without numbers") {
  const std::string page =
      Fabricated{.axes = {latency(), strategy(), {"batch", {"8", "32"}, {8, 32}}}}.page();
  check_page(page);
  CHECK_THAT(page, Contains(">latency and strategy<") && Contains(">strategy and batch<") &&
                       Contains("those with different batch put together") &&
                       Contains("the 8 points of 12") && Contains("strategy ring"));
}

TEST_CASE("sweep_page: one seed has no intervals and claims nothing") {
  const std::string page = Fabricated{.axes = {latency()}, .seeds = 1}.page();
  check_page(page);
  CHECK_THAT(page, Contains("one run a value, so there is no band") &&
                       Contains("too few seeds to say") && !Contains(">yes<"));
}

TEST_CASE("sweep_page: a target that nobody reached is said, not guessed") {
  const std::string page = Fabricated{.axes = {latency()}, .target = "0.99"}.page();
  check_page(page);
  CHECK_THAT(page, Contains("0 of 9 runs") &&
                       Contains("Not drawn: time to 99 % accuracy against latency") &&
                       Contains("&gt; 16 min 40 s") &&
                       Contains("At no point did more than half of the runs reach the target"));
}

TEST_CASE("sweep_page: without a target one is chosen, and the page says which") {
  const std::string page = Fabricated{.axes = {latency()}, .target = "null"}.page();
  CHECK_THAT(page, Contains("The sweep names no target; this one is 95 %"));
}

TEST_CASE("sweep_page: all failed") {
  const std::string page = Fabricated{
      .axes = {latency()}, .status = [](std::int64_t) {
        return std::string("failed");
      }}.page();
  check_page(page);
  CHECK(count(page, "exit status 2") == 9);
  CHECK(count(page, "<svg viewBox") == 0);
  CHECK_THAT(page, Contains("there is nothing to compare"));
}

TEST_CASE("sweep_page: half failed, some still running") {
  const std::string page = Fabricated{
      .axes = {latency(), strategy()}, .status = [](std::int64_t run) {
        return std::string(run % 2 == 0 ? "failed" : run % 3 == 0 ? "running" : "finished");
      }}.page();
  check_page(page);
  CHECK(count(page, "exit status 2") == 9);
  CHECK_THAT(page,
             Contains("Runs failed") && Contains("Runs running") && Contains("without result"));
}

TEST_CASE("sweep_page: nothing there yet") {
  const test::TemporaryFolder folder;
  test::SweepFile(folder / "sweep.db").place(1, 0, 1, {{.key = "a", .value = "1", .number = 1.0}});
  const std::string page =
      sweep_page(read_sweep_results(RunReader(folder / "sweep.db")), "sweep.db");
  check_page(page);
  CHECK_THAT(page, Contains("Runs not there yet") && Contains("there is nothing to compare"));
}

TEST_CASE("sweep_page: points are compared on the last rung that has several") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  // Points 0, 1, 2 on rung 0; 1, 2 on rung 1; 2 on rung 2. A run's accuracy tells which it is.
  std::int64_t run = 0;
  for (std::int64_t rung = 0; rung < 3; ++rung) {
    for (std::int64_t point = rung; point < 3; ++point) {
      ++run;
      file.place(
          run, point, 1,
          {{.key = "a", .value = std::to_string(point), .number = static_cast<double>(point)}},
          rung);
      file.add<RunRow>({{.id = run, .status = "finished", .simulated_s = 9.0}});
      file.add<EvaluationRow>(
          {{.run = run,
            .simulated_s = 3.0,
            .loss = 1.0,
            .accuracy = 0.1 * static_cast<double>(rung + 1) + 0.01 * static_cast<double>(point)}});
    }
  }
  file.place(7, 1, 1, {{.key = "a", .value = "1", .number = 1.0}}, 2);
  file.add<RunRow>({{.id = 7, .status = "failed"}});  // no second point: it has no results
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  CHECK(results.last_rung == 2);
  CHECK(results.compared_rung == 1);
  CHECK(*results.target.accuracy == Approx(0.95 * 0.215));
  const std::string page = sweep_page(results, "sweep.db");
  check_page(page);
  CHECK_THAT(page, Contains("Rung 2: what was kept to the end") &&
                       Contains("Rung 1: these points are compared") &&
                       Contains("Rung 0: run with a smaller budget") &&
                       Contains("Best accuracy against a") && Contains("+1 pp"));
}

TEST_CASE("sweep_page: hostile texts stay texts") {
  Fabricated sweep{.axes = {{"<script>alert(1)</script>", {"</td>", "\\u0000\xFF", "\"&"}, {}}}};
  sweep.title = "<b>bold</b>";
  const std::string page = sweep.page();
  check_page(page);
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
}

TEST_CASE("sweep_page: a thousand runs in seconds, in a page that a browser takes") {
  AxisOfTest wide{"platform.latency", {}, {}};
  for (int i = 1; i <= 50; ++i) {
    wide.labels.push_back(std::to_string(i) + " ms");
    wide.numbers.push_back(0.001 * i);
  }
  AxisOfTest other{"strategy.batch_size", {}, {}};
  for (int i = 1; i <= 7; ++i) {
    other.labels.push_back(std::to_string(8 * i));
    other.numbers.push_back(8.0 * i);
  }
  const std::clock_t begin = std::clock();
  const std::string page = Fabricated{.axes = {wide, other}, .rounds = 20}.page();
  const double processor_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  check_page(page);
  CHECK(page.size() < 3'000'000);
  CHECK(processor_s < 5.0);
}

}  // namespace
}  // namespace simgrad
