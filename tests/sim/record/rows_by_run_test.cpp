#include "sim/record/rows_by_run.hpp"

#include <vector>

#include <catch2/catch.hpp>

#include "sim/record/recorder.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

/// The values of a run's metrics; `run` comes after those asked for before.
std::vector<double> values(RowsByRun<MetricRow>& rows, std::int64_t run) {
  std::vector<double> found;
  while (const auto row = rows.next(run)) {
    found.push_back(row->value);
  }
  return found;
}

void write_runs(const std::filesystem::path& path) {
  Recorder(path, {}).finish("finished", "", 0.0, 0.0);
  Database::open_for_writing(path).execute(
      "INSERT INTO metric VALUES (5, 0, 'a', 1), (2, 0, 'a', 9), (5, 0, 'a', 0), (2, 0, 'a', 8), "
      "(3, 0, 'a', 7)");
}

TEST_CASE("rows_by_run: each run's rows in the order asked for, runs that nobody wants skipped") {
  const test::TemporaryFolder folder;
  write_runs(folder / "run.db");
  const RunReader reader(folder / "run.db");
  RowsByRun<MetricRow> by_rowid(reader, {}, "rowid");
  CHECK(values(by_rowid, 1).empty());
  CHECK(values(by_rowid, 2) == std::vector<double>{9, 8});
  CHECK(values(by_rowid, 4).empty());
  CHECK(values(by_rowid, 5) == std::vector<double>{1, 0});
  CHECK(values(by_rowid, 6).empty());
  RowsByRun<MetricRow> by_value(reader, {}, "value");
  CHECK(values(by_value, 2) == std::vector<double>{8, 9});
}

TEST_CASE("rows_by_run: of one run alone") {
  const test::TemporaryFolder folder;
  write_runs(folder / "run.db");
  RowsByRun<MetricRow> rows(RunReader(folder / "run.db"), 3, "rowid");
  CHECK(values(rows, 2).empty());
  CHECK(values(rows, 3) == std::vector<double>{7});
}

}  // namespace
}  // namespace simgrad
