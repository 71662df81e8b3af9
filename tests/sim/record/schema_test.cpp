#include "sim/record/schema.hpp"

#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "sim/record/database.hpp"
#include "sim/record/recorder.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

TEST_CASE("schema: the file that is created has every table, column and type that is declared") {
  const test::TemporaryFolder folder;
  { const Recorder recorder(folder / "run.db", {}); }
  const Database database = Database::open_for_reading(folder / "run.db");
  CHECK(database.integer("PRAGMA user_version") == kSchemaVersion);
  CHECK(database.integer("PRAGMA application_id") == 0x73677264);
  CHECK(database.integer("SELECT count(*) FROM sqlite_master") == 13);
  const std::map<ColumnInfo::Type, std::string> type_names = {
      {ColumnInfo::Type::kInteger, "INTEGER"},
      {ColumnInfo::Type::kReal, "REAL"},
      {ColumnInfo::Type::kText, "TEXT"},
      {ColumnInfo::Type::kBlob, "BLOB"}};
  for (const TableInfo& table : tables()) {
    Statement row = database.prepare(std::string("PRAGMA table_info(") + table.name + ")");
    for (const ColumnInfo& column : table.columns) {
      REQUIRE(row.step());
      CHECK(row.text(1) == column.name);
      CHECK(row.text(2) == type_names.at(column.type));
    }
    CHECK_FALSE(row.step());
  }
}

TEST_CASE("schema: columns have the types of their members") {
  const TableInfo table = table_info<ArtifactRow>();
  CHECK(create_sql(table) == R"(CREATE TABLE "artifact"("run" INTEGER, "name" TEXT, "data" BLOB))");
  CHECK(insert_sql(table) ==
        R"(INSERT INTO "artifact"(rowid, "run", "name", "data") VALUES (?1, ?2, ?3, ?4))");
  CHECK(table_info<DecisionRow>().columns[2].type == ColumnInfo::Type::kReal);
}

TEST_CASE("schema: every table's first column is the run, and names occur once") {
  std::set<std::string> table_names;
  for (const TableInfo& table : tables()) {
    CHECK(table_names.insert(table.name).second);
    const bool is_run_table = std::string(table.name) == "run";
    CHECK(std::string(table.columns.front().name) == (is_run_table ? "id" : "run"));
    CHECK(table.columns.front().repeats == Repeats::kNo);
    std::set<std::string> names;
    for (const ColumnInfo& column : table.columns) {
      CHECK(names.insert(column.name).second);
      // Wall-clock columns are known by their names, and none of them repeats.
      const bool is_wall = std::string(column.name).find("wall") != std::string::npos ||
                           std::string(column.name).find("_utc") != std::string::npos;
      CHECK((!is_wall || column.repeats == Repeats::kNo));
    }
  }
}

}  // namespace
}  // namespace simgrad
