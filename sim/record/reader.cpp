#include "sim/record/reader.hpp"

#include "kernels/error.hpp"
#include "sim/record/row_binding.hpp"

namespace simgrad {

namespace {

/// "; there are 40, with numbers from 1 to 41"; "" if there are none.
std::string known_runs(const Database& database) {
  Statement ids = database.prepare("SELECT count(*), min(id), max(id) FROM run");
  if (!ids.step() || ids.integer(0) == 0) {
    return "";
  }
  const std::string first = std::to_string(ids.integer(1));
  const std::string last = std::to_string(ids.integer(2));
  return "; there " + (ids.integer(0) == 1 ? "is run " + first
                                           : "are " + std::to_string(ids.integer(0)) +
                                                 ", with numbers from " + first + " to " + last);
}

Statement prepare_rows(const Database& database, const TableInfo& table, std::string sql,
                       std::string_view order_by, std::optional<std::int64_t> run) {
  if (run) {
    sql += std::string(" WHERE \"") + table.columns.front().name + "\" = ?1";
  }
  Statement statement = database.prepare(sql + " ORDER BY " + std::string(order_by));
  if (run) {
    statement.bind(1, *run);
  }
  return statement;
}

}  // namespace

RunReader::RunReader(const std::filesystem::path& path)
    : database_(Database::open_for_reading(path)) {
  if (database_.integer("PRAGMA application_id") != kApplicationId) {
    throw Error(path.string() + ": a database, but not a simgrad run");
  }
  const std::int64_t version = database_.integer("PRAGMA user_version");
  if (version != kSchemaVersion) {
    throw Error(path.string() + ": written by a " +
                (version > kSchemaVersion ? "newer" : "much older") + " simgrad (schema version " +
                std::to_string(version) + "); this one reads " + std::to_string(kSchemaVersion));
  }
}

template <class Row>
std::vector<Row> RunReader::read(const Selection& selection) const {
  Statement statement = rows_after(table_info<Row>(), selection);
  std::vector<Row> rows;
  while (statement.step()) {
    rows.push_back(read_row<Row>(statement));
  }
  return rows;
}

template std::vector<RunRow> RunReader::read(const Selection&) const;
template std::vector<NodeRow> RunReader::read(const Selection&) const;
template std::vector<LinkRow> RunReader::read(const Selection&) const;
template std::vector<EvaluationRow> RunReader::read(const Selection&) const;
template std::vector<RoundRow> RunReader::read(const Selection&) const;
template std::vector<TrafficRow> RunReader::read(const Selection&) const;
template std::vector<SpanRow> RunReader::read(const Selection&) const;
template std::vector<EventRow> RunReader::read(const Selection&) const;
template std::vector<NodeRoundRow> RunReader::read(const Selection&) const;
template std::vector<DecisionRow> RunReader::read(const Selection&) const;
template std::vector<MetricRow> RunReader::read(const Selection&) const;
template std::vector<ArtifactRow> RunReader::read(const Selection&) const;
template std::vector<PointRow> RunReader::read(const Selection&) const;

Blob RunReader::artifact(std::string_view name, std::int64_t run) const {
  Statement statement =
      database_.prepare("SELECT data FROM artifact WHERE run = ?1 AND name = ?2 ORDER BY rowid");
  statement.bind(1, run);
  statement.bind(2, name);
  if (!statement.step()) {
    throw Error(path().string() + ": run " + std::to_string(run) + " has no artifact '" +
                std::string(name) + "'");
  }
  return statement.blob(0);
}

std::int64_t RunReader::data_version() const {
  return database_.integer("PRAGMA data_version");
}

Transaction RunReader::snapshot() const {
  return Transaction(database_, Transaction::Kind::kRead);
}

std::vector<RunRow> RunReader::runs_or_error(std::optional<std::int64_t> run) const {
  Statement statement = rows(table_info<RunRow>(), "id", run);
  std::vector<RunRow> found;
  while (statement.step()) {
    found.push_back(read_row<RunRow>(statement));
    if (found.size() > 1 && found[found.size() - 2].id == found.back().id) {
      throw Error(path().string() + ": damaged: two runs are number " +
                  std::to_string(found.back().id));
    }
  }
  if (found.empty()) {
    throw Error(path().string() + ": holds no run" + (run ? " " + std::to_string(*run) : "") +
                known_runs(database_));
  }
  return found;
}

Statement RunReader::rows_after(const TableInfo& table, const Selection& selection) const {
  std::string sql = select_sql(table) + " WHERE rowid > ?1";
  if (selection.run) {
    sql += std::string(" AND \"") + table.columns.front().name + "\" = ?2";
  }
  Statement statement = database_.prepare(sql + " ORDER BY rowid");
  statement.bind(1, selection.after_rowid);
  if (selection.run) {
    statement.bind(2, *selection.run);
  }
  return statement;
}

Statement RunReader::rows(const TableInfo& table, std::string_view order_by,
                          std::optional<std::int64_t> run) const {
  return prepare_rows(database_, table, select_sql(table), order_by, run);
}

Statement RunReader::rows_without_blobs(const TableInfo& table,
                                        std::optional<std::int64_t> run) const {
  const std::string order = std::string("\"") + table.columns.front().name + "\", rowid";
  return prepare_rows(database_, table, select_sizes_sql(table), order, run);
}

const std::filesystem::path& RunReader::path() const {
  return database_.path();
}

}  // namespace simgrad
