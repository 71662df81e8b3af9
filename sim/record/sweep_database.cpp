#include "sim/record/sweep_database.hpp"

#include <cstring>
#include <limits>
#include <string_view>

#include "kernels/error.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/row_binding.hpp"
#include "sim/record/run_tables.hpp"
#include "sim/record/schema.hpp"

namespace simgrad {
namespace {

constexpr std::int64_t kRowsPerRun = std::int64_t{1} << 32U;

constexpr const char* kUtcNow = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')";

template <class Row>
void insert(const Database& database, const Row& row) {
  Statement statement = database.prepare(insert_sql(table_info<Row>()));
  bind_row(statement, row);
  statement.run();
}

Blob bytes_of(const std::string& text) {
  Blob bytes(text.size());
  if (!text.empty()) {
    std::memcpy(bytes.data(), text.data(), text.size());
  }
  return bytes;
}

std::string index_sql(const TableInfo& table) {
  const std::string column = table.columns.front().name;
  return std::string("CREATE INDEX \"") + table.name + "_of_run\" ON \"" + table.name + "\"(\"" +
         column + "\")";
}

/// Another database under the name `shard`, outside of any transaction.
class Attached {
 public:
  Attached(Database& database, const std::filesystem::path& path) : database_(database) {
    Statement attach = database.prepare("ATTACH ?1 AS shard");
    attach.bind(1, std::filesystem::absolute(path).string());
    attach.run();
  }
  ~Attached() {
    try {
      database_.execute("DETACH shard");
    } catch (const Error&) {
      // An error is under way already; the connection goes with it.
    }
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  Attached(Attached&&) = delete;
  Attached& operator=(Attached&&) = delete;

 private:
  Database& database_;
};

/// A row's number within its run. A bin of traffic gets another rowid whenever a flush finds it
/// changed, so that these are in the order of time and link.
std::string row_number(const TableInfo& table) {
  return table.name == std::string_view(Table<TrafficRow>::kName)
             ? "row_number() OVER (ORDER BY begin_s, link)"
             : "rowid";
}

/// `INSERT INTO main.t(rowid, run, …) SELECT rowid + ?1, ?2, … FROM shard.t`.
std::string copy_sql(const TableInfo& table) {
  std::string columns;
  for (std::size_t i = 1; i < table.columns.size(); ++i) {
    columns += std::string(", \"") + table.columns[i].name + '"';
  }
  const std::string name = std::string("\"") + table.name + '"';
  return "INSERT INTO main." + name + "(rowid, \"" + table.columns.front().name + '"' + columns +
         ") SELECT ?1 + " + row_number(table) + ", ?2" + columns + " FROM shard." + name +
         " ORDER BY 1";
}

}  // namespace

SweepDatabase::SweepDatabase(const std::filesystem::path& path, const std::string& description)
    : database_(Database::open_for_writing(path)) {
  use_write_ahead_log(database_);
  database_.execute("PRAGMA synchronous = FULL");  // what is added is kept nowhere else
  Transaction transaction(database_, Transaction::Kind::kWrite);
  if (database_.integer("SELECT count(*) FROM sqlite_master") == 0) {
    create_run_tables(database_);
    for (const TableInfo& table : tables()) {
      database_.execute(index_sql(table));
    }
  }
  if (database_.integer("PRAGMA user_version") != kSchemaVersion) {
    throw Error(path.string() + ": of another version of simgrad; start anew in another folder");
  }
  erase(0);
  insert(database_, ArtifactRow{0, kSweepArtifact, bytes_of(description), 1});
  transaction.commit();
}

void SweepDatabase::add(const std::filesystem::path& shard, const std::vector<PointRow>& points) {
  const std::int64_t run = points.at(0).run;
  const Attached attached(database_, shard);
  Transaction transaction(database_, Transaction::Kind::kWrite);
  erase(run);
  for (const TableInfo& table : tables()) {
    Statement copy = database_.prepare(copy_sql(table));
    copy.bind(1, run * kRowsPerRun);
    copy.bind(2, run);
    copy.run();
  }
  add_points(points);
  transaction.commit();
}

void SweepDatabase::add_broken(const RunRow& run, const std::vector<PointRow>& points) {
  Transaction transaction(database_, Transaction::Kind::kWrite);
  erase(run.id);
  RunRow row = run;
  row.rowid = run.id * kRowsPerRun + 1;
  insert(database_, row);
  Statement times = database_.prepare(
      std::string("UPDATE run SET started_utc = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?2), "
                  "finished_utc = ") +
      kUtcNow + " WHERE id = ?1");
  times.bind(1, run.id);
  times.bind(2, '-' + std::to_string(run.wall_s) + " seconds");
  times.run();
  insert(database_, EventRow{.run = run.id,
                             .kind = kErrorEvent,
                             .detail = run.reason,
                             .rowid = run.id * kRowsPerRun + 1});
  add_points(points);
  transaction.commit();
}

std::vector<RunOutcome> SweepDatabase::outcomes() const {
  return select_outcomes(1, std::numeric_limits<std::int64_t>::max());
}

std::optional<RunOutcome> SweepDatabase::outcome(std::int64_t run) const {
  const auto found = select_outcomes(run, run);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<RunOutcome> SweepDatabase::select_outcomes(std::int64_t first,
                                                       std::int64_t last) const {
  Statement row = database_.prepare(
      "SELECT id, status, reason, "
      "(SELECT count(*) FROM event WHERE event.run = run.id AND kind = ?3), simulated_s, wall_s, "
      "(SELECT max(accuracy) FROM evaluation WHERE evaluation.run = run.id), "
      "(SELECT min(loss) FROM evaluation WHERE evaluation.run = run.id) "
      "FROM run WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
  row.bind(1, first);
  row.bind(2, last);
  row.bind(3, std::string_view(kErrorEvent));
  std::vector<RunOutcome> found;
  while (row.step()) {
    found.push_back({row.integer(0), row.text(1), row.text(2), row.integer(3) != 0, row.number(4),
                     row.number(5), row.number(6), row.number(7)});
  }
  return found;
}

void SweepDatabase::erase(std::int64_t run) {
  for (const TableInfo& table : tables()) {
    Statement erase = database_.prepare(std::string("DELETE FROM \"") + table.name +
                                        "\" WHERE rowid BETWEEN ?1 AND ?2");
    erase.bind(1, run * kRowsPerRun);
    erase.bind(2, run * kRowsPerRun + kRowsPerRun - 1);
    erase.run();
  }
}

void SweepDatabase::add_points(const std::vector<PointRow>& points) {
  std::int64_t rowid = points.at(0).run * kRowsPerRun;
  for (PointRow row : points) {
    row.rowid = ++rowid;
    insert(database_, row);
  }
}

bool holds_ended_run(const std::filesystem::path& path) {
  try {
    const RunReader reader(path);
    const auto runs = reader.runs();
    if (runs.size() != 1 || (runs[0].status != "finished" && runs[0].status != "failed")) {
      return false;
    }
    for (const EventRow& event : reader.read<EventRow>()) {
      if (event.kind == kErrorEvent) {
        return false;
      }
    }
    return true;
  } catch (const Error&) {
    return false;  // cut off while it was made, or no database at all
  }
}

}  // namespace simgrad
