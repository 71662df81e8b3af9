#include "sim/record/run_tables.hpp"

#include <string>

#include "kernels/error.hpp"
#include "sim/record/schema.hpp"

namespace simgrad {

void use_write_ahead_log(Database& database) {
  Statement statement = database.prepare("PRAGMA journal_mode = WAL");
  if (!statement.step() || statement.text(0) != "wal") {
    throw Error(database.path().string() +
                ": no write-ahead log is possible here; name a file on a local disk");
  }
  database.execute("PRAGMA synchronous = NORMAL");
}

void let_pages_go(Database& database) {
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
}

void create_run_tables(Database& database) {
  for (const TableInfo& table : tables()) {
    database.execute(create_sql(table));
  }
  database.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
  database.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion));
}

}  // namespace simgrad
