#include "sim/record/sweep_database.hpp"

#include <catch2/catch.hpp>

#include "sim/record/reader.hpp"
#include "tests/sim/record/example_run.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

/// A run database of `rounds` rounds that has come to its end.
std::filesystem::path shard(const test::TemporaryFolder& folder, const std::string& name,
                            int rounds) {
  Recorder recorder(folder / name, {.title = name});
  record_example(recorder, rounds);
  recorder.evaluation({.accuracy = 0.25 * rounds});
  recorder.finish("finished", "rounds done", 3.0, 1.5);
  return folder / name;
}

std::vector<PointRow> points(std::int64_t run) {
  return {{.run = run, .key = "a", .value = "x"}, {.run = run, .key = "seed", .number = 1.0}};
}

/// Every row with its rowid, in that order.
std::string all_rows(const std::filesystem::path& path) {
  const RunReader reader(path);
  std::string text;
  for (const TableInfo& table : tables()) {
    Statement row = reader.rows(table, "rowid");
    while (row.step()) {
      for (int column = 0; column <= static_cast<int>(table.columns.size()); ++column) {
        text += row.text(column) + '\t';
      }
      text += '\n';
    }
  }
  return text;
}

TEST_CASE("sweep_database: the order in which runs are added makes no difference") {
  const test::TemporaryFolder folder;
  const auto first = shard(folder, "1.db", 2);
  const auto second = shard(folder, "2.db", 3);
  {
    SweepDatabase database(folder / "12.db", "{}");
    database.add(first, points(1));
    database.add(second, points(2));
    SweepDatabase reversed(folder / "21.db", "{}");
    reversed.add(second, points(2));
    reversed.add(first, points(1));
  }
  const std::string text = all_rows(folder / "12.db");
  CHECK(text == all_rows(folder / "21.db"));
  const RunReader reader(folder / "12.db");
  CHECK(reader.runs().size() == 2);
  CHECK(reader.read<RoundRow>({.run = 2}).size() == 3);
  CHECK(reader.read<RoundRow>().size() == 5);
  CHECK(reader.read<RoundRow>({.run = 1})[1].rowid == (std::int64_t{1} << 32U) + 2);
  CHECK(reader.read<PointRow>({.run = 2})[1].key == "seed");
  CHECK(reader.artifact(kSweepArtifact, 0).size() == 2);
}

TEST_CASE("sweep_database: a run that is added again is there once") {
  const test::TemporaryFolder folder;
  const auto run = shard(folder, "1.db", 2);
  SweepDatabase(folder / "s.db", "{}").add(run, points(1));
  const std::string once = all_rows(folder / "s.db");
  SweepDatabase(folder / "s.db", "{}").add(run, points(1));
  CHECK(all_rows(folder / "s.db") == once);
}

TEST_CASE("sweep_database: a run that broke off is there until it is whole") {
  const test::TemporaryFolder folder;
  SweepDatabase database(folder / "s.db", "{}");
  database.add_broken({.id = 1, .status = "failed", .reason = "ended", .wall_s = 2.0}, points(1));
  const RunOutcome broken = database.outcome(1).value();
  CHECK(broken.status == "failed");
  CHECK(broken.reason == "ended");
  CHECK(broken.broke_off);
  CHECK(broken.wall_s == 2.0);
  CHECK(std::isnan(broken.best_accuracy));
  database.add(shard(folder, "1.db", 2), points(1));
  const RunOutcome whole = database.outcome(1).value();
  CHECK(whole.status == "finished");
  CHECK_FALSE(whole.broke_off);
  CHECK(whole.best_accuracy == 0.5);
  CHECK(whole.best_loss < 1.0);
  CHECK(database.outcomes().size() == 1);
  CHECK_FALSE(database.outcome(2));
}

TEST_CASE("sweep_database: the times of a run that broke off are those of now") {
  const test::TemporaryFolder folder;
  SweepDatabase database(folder / "s.db", "{}");
  database.add_broken({.id = 1, .status = "failed", .wall_s = 60.0}, points(1));
  const RunRow run = RunReader(folder / "s.db").runs().at(0);
  CHECK(run.started_utc.size() == run.finished_utc.size());
  CHECK(run.started_utc.substr(0, 2) == "20");
  CHECK(run.started_utc < run.finished_utc);
}

TEST_CASE("sweep_database: what is no whole run is not added") {
  const test::TemporaryFolder folder;
  SweepDatabase database(folder / "s.db", "{}");
  CHECK_THAT(error_text([&] {
               database.add(folder / "none.db", points(1));
             }),
             Catch::Matchers::Contains("s.db: "));
  CHECK(database.outcomes().empty());
}

TEST_CASE("holds_ended_run: only of a run that came to its own end") {
  const test::TemporaryFolder folder;
  CHECK(holds_ended_run(shard(folder, "finished.db", 1)));
  {
    Recorder recorder(folder / "failed.db", {});
    recorder.finish("failed", "nobody is left", 1.0, 1.0);
    Recorder broken(folder / "broken.db", {});
    broken.event({.kind = kErrorEvent, .detail = "disk full"});
    broken.finish("failed", "disk full", 0.0, 0.0);
    Recorder interrupted(folder / "interrupted.db", {});
    interrupted.finish("interrupted", "", 0.0, 0.0);
    Recorder running(folder / "running.db", {});
    CHECK_FALSE(holds_ended_run(folder / "running.db"));
  }
  CHECK(holds_ended_run(folder / "failed.db"));
  CHECK_FALSE(holds_ended_run(folder / "broken.db"));
  CHECK_FALSE(holds_ended_run(folder / "interrupted.db"));
  CHECK_FALSE(holds_ended_run(folder / "running.db"));
  CHECK_FALSE(holds_ended_run(folder / "none.db"));
  CHECK_FALSE(holds_ended_run(folder.write("text.db", "text")));
  CHECK_FALSE(holds_ended_run(folder.write("empty.db", "")));
}

}  // namespace
}  // namespace simgrad
