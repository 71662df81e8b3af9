#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/record/database.hpp"
#include "sim/record/row_binding.hpp"
#include "sim/record/schema.hpp"

namespace simgrad::test {

/// A sweep's database, row by row: as a sweep leaves it, or wrong in any way.
class SweepFile {
 public:
  explicit SweepFile(const std::filesystem::path& path)
      : database_(Database::open_for_writing(path)) {
    database_.execute("PRAGMA synchronous = OFF");
    for (const TableInfo& table : tables()) {
      database_.execute(create_sql(table));
      const std::string column = table.columns.front().name;
      database_.execute(std::string("CREATE INDEX ") + table.name + "_of_run ON " + table.name +
                        "(" + column + ")");
    }
    database_.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
    database_.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  }

  template <class Row>
  void add(std::vector<Row> rows) {
    Transaction transaction(database_, Transaction::Kind::kWrite);
    Statement insert = database_.prepare(insert_sql(table_info<Row>()));
    for (Row& row : rows) {
      row.rowid = ++last_rowid_;
      bind_row(insert, row);
      insert.run();
    }
    transaction.commit();
  }

  /// The artifact that describes the sweep.
  void describe(const std::string& json) {
    ArtifactRow row{.run = 0, .name = kSweepArtifact};
    for (const char character : json) {
      row.data.push_back(static_cast<std::byte>(character));
    }
    add<ArtifactRow>({row});
  }

  /// Where run `run` stands: its point, its seed, and an axis's values.
  void place(std::int64_t run, std::int64_t point, std::int64_t seed,
             const std::vector<PointRow>& axes, std::int64_t rung = 0) {
    std::vector<PointRow> rows = axes;
    rows.push_back(
        {.key = "seed", .value = std::to_string(seed), .number = static_cast<double>(seed)});
    for (PointRow& row : rows) {
      row.run = run;
      row.point = point;
      row.rung = rung;
    }
    add(rows);
  }

 private:
  Database database_;
  std::int64_t last_rowid_ = 0;
};

}  // namespace simgrad::test
