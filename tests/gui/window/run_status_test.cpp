#include "gui/window/run_status.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

RunSnapshot run(const std::string& status, std::int64_t rounds, double loss = 0.5) {
  RunSnapshot snapshot;
  snapshot.run = {.planned_rounds = 100, .status = status, .simulated_s = 250.0};
  snapshot.written_utc_s = 1000;
  std::vector<RoundRow> rows;
  if (rounds > 0) {
    rows.push_back({.round = rounds});
  }
  snapshot.rounds = std::make_shared<const std::vector<RoundRow>>(rows);
  snapshot.evaluations =
      std::make_shared<const std::vector<EvaluationRow>>(1, EvaluationRow{.loss = loss});
  return snapshot;
}

std::string status(const RunSnapshot& run, std::int64_t now_utc_s = 1001) {
  return runStatus(run, now_utc_s).replace(QChar::Nbsp, ' ').toStdString();
}

TEST_CASE("run_status: says in words how a run stands") {
  CHECK(status(run("running", 3)) == "running: round 3 of 100, 4 min 10 s");
  CHECK(status(run("running", 0)) == "running: round 0 of 100, 4 min 10 s");
  CHECK(status(run("finished", 100)) == "finished: 100 rounds, 4 min 10 s");
  CHECK(status(run("finished", 1)) == "finished: 1 round, 4 min 10 s");
  CHECK(status(run("interrupted", 7)) == "interrupted at 4 min 10 s, round 7 of 100");
  RunSnapshot failed = run("failed", 7);
  failed.run.reason = "the server\nwas lost";
  CHECK(status(failed) == "failed: the server was lost; round 7 of 100");
  RunSnapshot stopped = run("interrupted", 7);
  stopped.run.reason = "interrupted by the user";
  CHECK(status(stopped) == "interrupted by the user; round 7 of 100");
}

TEST_CASE("run_status: a run whose file stays as it is may be dead") {
  CHECK(status(run("running", 3), 1014) == "running: round 3 of 100, 4 min 10 s");
  CHECK(status(run("running", 3), 1040) == "no news for 40 s: killed or busy; round 3 of 100");
  CHECK(status(run("finished", 3), 9999) == "finished: 3 rounds, 4 min 10 s");
}

TEST_CASE("run_status: a loss that is no number is told, however the run ended") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(status(run("finished", 2, kNotANumber)) ==
        "diverged (loss not a number); finished: 2 rounds, 4 min 10 s");
  CHECK(status(run("running", 2, infinity)) ==
        "diverged (loss infinite); running: round 2 of 100, 4 min 10 s");
}

TEST_CASE("run_status: rows that say nothing are counted") {
  RunSnapshot damaged = run("finished", 2);
  damaged.refused_rows = 3;
  CHECK(status(damaged) == "finished: 2 rounds, 4 min 10 s; 3 rows of the file say nothing");
}

}  // namespace
}  // namespace simgrad::gui
