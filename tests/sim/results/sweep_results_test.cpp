#include "sim/results/sweep_results.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/error_text.hpp"
#include "tests/support/sweep_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;

constexpr const char* kDescription =
    R"({"title": "A sweep", "target_accuracy": 0.8, "target_loss": null,
        "axes": ["delay", "strategy"], "file": "scenario = \"x\""})";

std::vector<PointRow> axes(const std::string& delay, double delay_s, const std::string& strategy) {
  return {{.key = "delay", .value = delay, .number = delay_s},
          {.key = "strategy", .value = strategy}};
}

std::vector<EvaluationRow> curve(std::int64_t run, const std::vector<double>& accuracies) {
  std::vector<EvaluationRow> rows;
  for (const double accuracy : accuracies) {
    const auto k = static_cast<std::int64_t>(rows.size() + 1);
    rows.push_back({.run = run,
                    .simulated_s = 10.0 * static_cast<double>(k),
                    .round = k,
                    .loss = 1.0 - accuracy,
                    .accuracy = accuracy,
                    .sent_bytes = 1000 * k});
  }
  return rows;
}

TEST_CASE("read_sweep_results: a run's numbers, up to its target and in all") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.describe(kDescription);
  file.place(1, 0, 7, axes("1 ms", 0.001, "federated"));
  file.add<RunRow>(
      {{.id = 1, .seed = 7, .status = "finished", .wall_s = 3.0, .simulated_s = 35.0}});
  file.add(curve(1, {0.5, 0.85, 0.9, 0.7}));
  file.add<RoundRow>(
      {{.run = 1, .round = 1, .end_s = 10.0, .up_bytes = 10, .down_bytes = 1, .critical_node = "a"},
       {.run = 1, .round = 2, .begin_s = 10.0, .end_s = 20.0, .up_bytes = 20}});
  file.add<NodeRoundRow>({{.run = 1, .node = "a", .round = 1, .compute_s = 4.0}});
  file.add<EventRow>({{.run = 1, .kind = "host_down"},
                      {.run = 1, .kind = "host_up"},
                      {.run = 1, .kind = "link_degraded"},
                      {.run = 2, .kind = "host_down"}});

  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  CHECK(results.title == "A sweep");
  CHECK(results.file == "scenario = \"x\"");
  CHECK(results.axes == std::vector<std::string>{"delay", "strategy"});
  CHECK(results.target.is_given);
  REQUIRE(results.points.size() == 1);
  CHECK(results.points[0][0].label == "1 ms");
  CHECK(results.points[0][0].number == 0.001);
  CHECK(std::isnan(results.points[0][1].number));
  REQUIRE(results.runs.size() == 1);
  const RunResult& run = results.runs[0];
  CHECK(run.seed == "7");
  CHECK(run.counts());
  CHECK(run.time_to_target_s == 20.0);
  CHECK(run.bytes_to_target == 2000.0);
  CHECK(run.rounds_to_target == 2.0);
  CHECK(run.best_accuracy == 0.9);
  CHECK(run.last_accuracy == 0.7);
  CHECK(run.best_loss == Approx(0.1));
  CHECK(run.last_loss == Approx(0.3));
  CHECK(run.bytes == 31.0);
  CHECK(run.rounds == 2.0);
  CHECK(run.failures == 2.0);
  CHECK(run.end_s == 35.0);
  CHECK(run.wall_s == 3.0);
  CHECK(run.node_shares.compute_s == 4.0);
  CHECK(run.critical_path_shares.waiting_s == 16.0);
}

TEST_CASE("read_sweep_results: a run that never gets there is kept, as never") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.describe(kDescription);
  file.place(1, 0, 1, axes("1 ms", 0.001, "federated"));
  file.add<RunRow>({{.id = 1, .status = "finished"}});
  file.add(curve(1, {0.5, 0.79}));
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  CHECK(results.runs.at(0).time_to_target_s == kNever);
  CHECK(results.runs.at(0).bytes_to_target == kNever);
}

TEST_CASE("read_sweep_results: a failed run has its reason and no results") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.describe(kDescription);
  file.place(1, 0, 1, axes("1 ms", 0.001, "federated"));
  file.place(2, 0, 2, axes("1 ms", 0.001, "federated"));
  file.add<RunRow>({{.id = 1, .status = "failed", .reason = "killed: out of memory"}});
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  REQUIRE(results.runs.size() == 1);
  CHECK(results.runs[0].reason == "killed: out of memory");
  CHECK_FALSE(results.runs[0].counts());
  CHECK(results.missing_runs == 1);
}

TEST_CASE("read_sweep_results: a run that broke off does not count, one whose world ended does") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.describe(kDescription);
  for (std::int64_t run = 1; run <= 4; ++run) {
    file.place(run, 0, run, axes("1 ms", 0.001, "federated"));
    file.add(curve(run, {0.5, 0.79}));
  }
  file.add<RunRow>({{.id = 1, .status = "failed"},
                    {.id = 2, .status = "failed"},
                    {.id = 3, .status = "interrupted"},
                    {.id = 4, .status = "running"}});
  file.add<EventRow>({{.run = 2, .kind = kErrorEvent}});
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  REQUIRE(results.runs.size() == 4);
  CHECK(results.runs[0].counts());
  CHECK_FALSE(results.runs[1].counts());
  CHECK_FALSE(results.runs[2].counts());
  CHECK_FALSE(results.runs[3].counts());
}

TEST_CASE("read_sweep_results: without a target, 95 % of the median best accuracy") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  for (std::int64_t run = 1; run <= 3; ++run) {
    file.place(run, run, 1, {});
    file.add<RunRow>({{.id = run, .status = "finished"}});
    file.add(curve(run, {0.1, 0.2 * static_cast<double>(run), 0.1}));
  }
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  CHECK_FALSE(results.target.is_given);
  REQUIRE(results.target.accuracy);
  CHECK(*results.target.accuracy == Approx(0.38));
  CHECK(results.runs[0].time_to_target_s == kNever);
  CHECK(results.runs[1].time_to_target_s == 20.0);
}

TEST_CASE("read_sweep_results: without accuracies, 95 % of the way to the best loss") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.place(1, 0, 1, {});
  file.add<RunRow>({{.id = 1, .status = "finished"}});
  file.add<EvaluationRow>({{.run = 1, .simulated_s = 1.0, .loss = 2.0},
                           {.run = 1, .simulated_s = 2.0, .loss = 1.0},
                           {.run = 1, .simulated_s = 3.0}});
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  REQUIRE(results.target.loss);
  CHECK(*results.target.loss == Approx(1.05));
  CHECK(results.runs[0].time_to_target_s == 2.0);
  CHECK(results.runs[0].is_diverged);
  CHECK(results.runs[0].last_loss == kNever);
}

TEST_CASE("read_sweep_results: point numbers need not be dense, axes need no artifact") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.place(1, 4'000'000'000, 1, {{.key = "a", .value = "x"}});
  file.place(2, 5, 1, {{.key = "b", .value = "y"}}, 2);
  file.add<RunRow>({{.id = 2}, {.id = 1}, {.id = 3}});
  const SweepResults results = read_sweep_results(RunReader(folder / "sweep.db"));
  CHECK(results.axes == std::vector<std::string>{"a", "b"});
  REQUIRE(results.points.size() == 2);
  CHECK(results.points[0][1].label == "y");
  REQUIRE(results.runs.size() == 3);
  CHECK(results.runs[0].point == 1);
  CHECK(results.runs[1].rung == 2);
  CHECK(results.runs[2].point == -1);
  CHECK(results.last_rung == 2);
}

TEST_CASE("read_sweep_results: a description that is none is refused by name") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.describe("[]");
  CHECK_THAT(error_text([&] {
               read_sweep_results(RunReader(folder / "sweep.db"));
             }),
             Contains("sweep.db") && Contains("artifact 'sweep'") && Contains("JSON object"));
}

TEST_CASE("read_sweep_results: a negative point is refused by name") {
  const test::TemporaryFolder folder;
  test::SweepFile file(folder / "sweep.db");
  file.place(3, -2, 1, {});
  CHECK_THAT(error_text([&] {
               read_sweep_results(RunReader(folder / "sweep.db"));
             }),
             Contains("sweep.db") && Contains("run 3 is at point -2"));
}

TEST_CASE("is_sweep: by its description or its points") {
  const test::TemporaryFolder folder;
  test::SweepFile(folder / "run.db").add<RunRow>({{.id = 1}});
  test::SweepFile(folder / "described.db").describe(kDescription);
  test::SweepFile(folder / "placed.db").place(1, 0, 1, {});
  CHECK_FALSE(is_sweep(RunReader(folder / "run.db")));
  CHECK(is_sweep(RunReader(folder / "described.db")));
  CHECK(is_sweep(RunReader(folder / "placed.db")));
}

}  // namespace
}  // namespace simgrad
