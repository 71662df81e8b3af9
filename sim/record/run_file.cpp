#include "sim/record/run_file.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "kernels/error.hpp"
#include "sim/record/row_binding.hpp"
#include "sim/record/run_tables.hpp"
#include "sim/record/schema.hpp"

namespace simgrad {

namespace {

// A living recorder writes its wall_s about twice a second.
constexpr std::chrono::milliseconds kWatchInterval{100};
constexpr int kWatches = 20;

bool is_empty(const Database& database) {
  return database.integer("SELECT count(*) FROM sqlite_master") == 0;
}

void refuse_foreign(const Database& database) {
  if (!is_empty(database) && database.integer("PRAGMA application_id") != kApplicationId) {
    throw Error(database.path().string() +
                ": a database of another program; it is not overwritten, name another file");
  }
}

/// Empty: nobody says that he is writing.
std::string sign_of_life(const Database& database) {
  if (is_empty(database)) {
    return {};
  }
  Statement statement = database.prepare("SELECT max(wall_s) FROM run WHERE status = 'running'");
  return statement.step() ? statement.text(0) : std::string();
}

[[noreturn]] void refuse(const Database& database) {
  throw Error(database.path().string() +
              ": another simulation is writing this file; name another file");
}

void refuse_changed(const Database& database, const std::string& seen) {
  if (sign_of_life(database) != seen) {
    refuse(database);
  }
}

/// Returns the last sign of life that there will be, if it was killed.
///
/// A living recorder gives none while it saves or replays, which may take longer than this watches:
/// it writes then. Who has got the write lock looks once more, by refuse_changed().
std::string refuse_living(const Database& database) {
  std::string seen = sign_of_life(database);
  for (int watch = 0; !seen.empty() && watch < kWatches; ++watch) {
    std::this_thread::sleep_for(kWatchInterval);
    refuse_changed(database, seen);
  }
  return seen;
}

std::vector<std::string> drop_statements(const Database& database) {
  std::vector<std::string> statements;
  Statement statement = database.prepare(
      "SELECT 'DROP ' || type || ' \"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_master "
      "WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
      "ORDER BY type DESC");
  while (statement.step()) {
    statements.push_back(statement.text(0));
  }
  return statements;
}

template <class Row>
void insert_rows(const Database& database, const std::vector<Row>& rows) {
  if (rows.empty()) {
    return;
  }
  Statement insert = database.prepare(insert_sql(table_info<Row>()));
  for (const Row& row : rows) {
    bind_row(insert, row);
    insert.run();
  }
}

/// Drops the old run and writes the new run's tables and row, all or nothing.
///
/// @param seen  the old run's last sign of life
void replace_content(Database& database, const std::string& seen, const RunRow& run,
                     const SavedSettings* settings) {
  Transaction transaction(database, Transaction::Kind::kWrite);
  refuse_changed(database, seen);
  const bool was_empty = is_empty(database);
  for (const std::string& statement : drop_statements(database)) {
    database.execute(statement);
  }
  create_run_tables(database);
  if (settings != nullptr) {
    create_saved_state(database, *settings);
  }
  insert_rows(database, std::vector<RunRow>{run});
  transaction.commit();
  remove_saved_numbers(database.path());
  if (!was_empty) {
    try {
      database.execute("VACUUM");
    } catch (const Error&) {
      // The new run is in place; the file only stays as large as the old one was.
    }
  }
}

}  // namespace

RunFile::RunFile(const std::filesystem::path& path, const RunRow& run,
                 const SavedSettings* settings)
    : database_(Database::open_for_writing(path)), run_(run.id) {
  refuse_foreign(database_);
  const std::string seen = refuse_living(database_);
  let_pages_go(database_);
  use_write_ahead_log(database_);
  replace_content(database_, seen, run, settings);
}

RunFile::RunFile(const std::filesystem::path& path, const RunRow& run, Replaying)
    : database_(Database::open_for_writing(path)), run_(run.id) {
  const std::string seen = refuse_living(database_);
  use_write_ahead_log(database_);
  database_.execute(
      "CREATE TEMP TABLE replayed AS SELECT rowid AS place, wall_s FROM main.evaluation");
  last_traffic_rowid_ = database_.integer("SELECT max(rowid) FROM traffic");
  replay_.emplace(database_, Transaction::Kind::kWrite);
  refuse_changed(database_, seen);  // another one may have gone on with it meanwhile
  for (const TableInfo& table : tables()) {
    database_.execute(std::string("DELETE FROM \"") + table.name + "\"");
  }
  insert_rows(database_, std::vector<RunRow>{run});
}

std::unique_ptr<RunFile> RunFile::go_on(const std::filesystem::path& path, const RunRow& run) {
  return std::unique_ptr<RunFile>(new RunFile(path, run, Replaying{}));
}

void RunFile::end_replay() {
  database_.execute(
      "UPDATE evaluation SET wall_s = replayed.wall_s FROM temp.replayed "
      "WHERE evaluation.rowid = replayed.place");
  replay_->commit();
  replay_.reset();
  database_.execute("DROP TABLE temp.replayed");
}

void RunFile::write(const Batch& batch) {
  std::optional<Transaction> transaction;
  if (!replay_) {
    transaction.emplace(database_, Transaction::Kind::kWrite);
  }
  if (batch.delete_spans_off_stride > 1) {
    Statement erase = database_.prepare("DELETE FROM span WHERE run = ?1 AND round % ?2 != 0");
    erase.bind(1, run_);
    erase.bind(2, batch.delete_spans_off_stride);
    erase.run();
  }
  std::apply(
      [&](const auto&... rows) {
        (insert_rows(database_, rows), ...);
      },
      batch.rows.lists);
  if (batch.link_names) {
    write_traffic(batch.traffic, *batch.link_names);
  }
  Statement heartbeat =
      database_.prepare("UPDATE run SET simulated_s = ?2, wall_s = ?3 WHERE id = ?1");
  heartbeat.bind(1, run_);
  heartbeat.bind(2, batch.simulated_s);
  heartbeat.bind(3, batch.wall_s);
  heartbeat.run();
  if (transaction) {
    transaction->commit();
  }
}

void RunFile::save(const SavedCut& cut, const std::function<void(SavedStateWriter&)>& write) {
  database_.execute("PRAGMA synchronous = FULL");  // the save after this overwrites the one before
  Transaction transaction(database_, Transaction::Kind::kWrite);
  SavedStateWriter writer(database_, cut);
  write(writer);
  writer.sync();
  Statement heartbeat = database_.prepare("UPDATE run SET wall_s = ?2 WHERE id = ?1");
  heartbeat.bind(1, run_);
  heartbeat.bind(2, cut.wall_s);
  heartbeat.run();
  transaction.commit();
  database_.execute("PRAGMA synchronous = NORMAL");
}

void RunFile::write_traffic(const TrafficBins::Changes& traffic,
                            const std::vector<std::string>& link_names) {
  traffic_rowids_.resize(link_names.size() * traffic.bins_per_link);
  if (traffic.widened) {
    Statement erase = database_.prepare("DELETE FROM traffic WHERE run = ?1");
    erase.bind(1, run_);
    erase.run();
    std::fill(traffic_rowids_.begin(), traffic_rowids_.end(), 0);
  }
  Statement erase = database_.prepare("DELETE FROM traffic WHERE rowid = ?1");
  Statement insert = database_.prepare(insert_sql(table_info<TrafficRow>()));
  for (const TrafficBins::Bin& bin : traffic.bins) {
    std::int64_t& rowid = traffic_rowids_.at(bin.link * traffic.bins_per_link + bin.index);
    if (rowid != 0) {
      erase.bind(1, rowid);
      erase.run();
    }
    rowid = ++last_traffic_rowid_;
    const double begin_s = static_cast<double>(bin.index) * traffic.width_s;
    bind_row(insert,
             TrafficRow{run_, link_names[bin.link], begin_s, traffic.width_s, bin.bytes, rowid});
    insert.run();
  }
}

void RunFile::end(const RunRow& run, bool is_over) {
  Transaction transaction(database_, Transaction::Kind::kWrite);
  Statement update = database_.prepare(
      "UPDATE run SET status = ?2, reason = ?3, finished_utc = ?4, simulated_s = ?5, wall_s = ?6 "
      "WHERE id = ?1");
  update.bind(1, run_);
  update.bind(2, run.status);
  update.bind(3, run.reason);
  update.bind(4, run.finished_utc);
  update.bind(5, run.simulated_s);
  update.bind(6, run.wall_s);
  update.run();
  if (is_over) {
    drop_saved_state(database_);
  }
  transaction.commit();
  if (is_over) {
    remove_saved_numbers(database_.path());
  }
  // A reader may keep the log busy; the last program that closes the file then does this.
  database_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace simgrad
