#include "sim/record/saved_state.hpp"

#include <array>
#include <system_error>

#include "kernels/error.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/schema.hpp"

namespace simgrad {
namespace {

constexpr const char* kTables[][2] = {
    {"saved_run",
     "scenario_path TEXT, device TEXT, threads INTEGER, span_limit INTEGER, "
     "parameters INTEGER"},
    {"saved_override", "text TEXT"},
    {"saved_input", "name TEXT PRIMARY KEY, hash INTEGER"},
    {"saved_cut", "advances INTEGER, submissions INTEGER, wall_s REAL, file INTEGER"},
    {"saved_read", "sequence INTEGER PRIMARY KEY, loss_sum REAL, correct INTEGER, samples INTEGER"},
    {"saved_value",
     "sequence INTEGER PRIMARY KEY, loss_sum REAL, correct INTEGER, samples INTEGER, "
     "offset INTEGER, floats INTEGER"},
};

constexpr const char* kInsertInput = "INSERT OR REPLACE INTO saved_input VALUES (?1, ?2)";

constexpr std::array<std::int64_t, 2> kFiles{1, 2};  // of numbers, which take turns

std::filesystem::path numbers_path(const std::filesystem::path& database, std::int64_t file) {
  return database.string() + "-saved-" + std::to_string(file);
}

std::int64_t file_of_last_save(const Database& database) {
  return database.integer("SELECT file FROM saved_cut");  // 0: there is none
}

/// The one that the last save is not in.
std::int64_t next_file(const Database& database) {
  return file_of_last_save(database) == kFiles[0] ? kFiles[1] : kFiles[0];
}

std::int64_t signed_of(std::uint64_t value) {
  return static_cast<std::int64_t>(value);
}
std::uint64_t unsigned_of(std::int64_t value) {
  return static_cast<std::uint64_t>(value);
}

void run_with(Statement& insert, const SavedInput& input) {
  insert.bind(1, std::string_view(input.name));
  insert.bind(2, signed_of(input.hash));
  insert.run();
}

void bind_statistics(Statement& statement, const SavedStatistics& statistics) {
  statement.bind(1, signed_of(statistics.sequence));
  statement.bind(2, statistics.loss_sum);
  statement.bind(3, statistics.correct);
  statement.bind(4, statistics.samples);
}

SavedStatistics statistics_of(const Statement& row) {
  return {unsigned_of(row.integer(0)), row.number(1), row.integer(2), row.integer(3)};
}

RunRow only_run(const std::filesystem::path& path) {
  const RunReader reader(path);
  const std::vector<RunRow> runs = reader.runs_or_error({});
  const std::vector<PointRow> points = reader.read<PointRow>();
  if (runs.size() > 1 || !points.empty()) {
    throw Error(path.string() +
                ": a sweep's database, a run's was expected; simgrad sweep --resume goes on with a "
                "sweep");
  }
  return runs.front();
}

}  // namespace

SavedStateWriter::SavedStateWriter(Database& database, const SavedCut& cut)
    : file_(next_file(database)),
      numbers_(numbers_path(database.path(), file_)),
      insert_input_(database.prepare(kInsertInput)),
      insert_read_(database.prepare("INSERT OR IGNORE INTO saved_read VALUES (?1, ?2, ?3, ?4)")),
      insert_value_(database.prepare("INSERT INTO saved_value VALUES (?1, ?2, ?3, ?4, ?5, ?6)")) {
  database.execute("DELETE FROM saved_cut; DELETE FROM saved_value");
  Statement insert_cut = database.prepare("INSERT INTO saved_cut VALUES (?1, ?2, ?3, ?4)");
  insert_cut.bind(1, signed_of(cut.advances));
  insert_cut.bind(2, signed_of(cut.submissions));
  insert_cut.bind(3, cut.wall_s);
  insert_cut.bind(4, file_);
  insert_cut.run();
}

void SavedStateWriter::input(const SavedInput& input) {
  run_with(insert_input_, input);
}

void SavedStateWriter::read(const SavedStatistics& statistics) {
  bind_statistics(insert_read_, statistics);
  insert_read_.run();
}

void SavedStateWriter::value(const SavedStatistics& statistics, std::span<const float> numbers) {
  bind_statistics(insert_value_, statistics);
  insert_value_.bind(5, numbers_.append(numbers));
  insert_value_.bind(6, static_cast<std::int64_t>(numbers.size()));
  insert_value_.run();
}

SavedStateReader::SavedStateReader(const std::filesystem::path& path)
    : database_(Database::open_for_reading(path)), run_(only_run(path)) {}

std::optional<SavedSettings> SavedStateReader::settings() const {
  if (database_.integer("SELECT count(*) FROM sqlite_master WHERE name = 'saved_run'") == 0) {
    return std::nullopt;
  }
  SavedSettings settings;
  Statement row = database_.prepare(
      "SELECT scenario_path, device, threads, span_limit, parameters FROM saved_run");
  if (!row.step()) {
    return std::nullopt;
  }
  settings.scenario_path = row.text(0);
  settings.device = row.text(1);
  settings.threads = row.integer(2);
  settings.span_limit = row.integer(3);
  settings.parameters = row.integer(4) != 0;
  Statement overrides = database_.prepare("SELECT text FROM saved_override ORDER BY rowid");
  while (overrides.step()) {
    settings.overrides.push_back(overrides.text(0));
  }
  Statement inputs = database_.prepare("SELECT name, hash FROM saved_input ORDER BY name");
  while (inputs.step()) {
    settings.inputs.push_back({inputs.text(0), unsigned_of(inputs.integer(1))});
  }
  return settings;
}

std::optional<SavedCut> SavedStateReader::cut() const {
  Statement row = database_.prepare("SELECT advances, submissions, wall_s FROM saved_cut");
  if (!row.step()) {
    return std::nullopt;
  }
  return SavedCut{unsigned_of(row.integer(0)), unsigned_of(row.integer(1)), row.number(2)};
}

void SavedStateReader::for_each_read(const std::function<void(const SavedStatistics&)>& use) const {
  Statement rows = database_.prepare("SELECT sequence, loss_sum, correct, samples FROM saved_read");
  while (rows.step()) {
    use(statistics_of(rows));
  }
}

bool SavedStateReader::value(
    std::uint64_t sequence,
    const std::function<void(const SavedStatistics&, std::span<const float>)>& use) const {
  Statement row = database_.prepare(
      "SELECT sequence, loss_sum, correct, samples, offset, floats FROM saved_value "
      "WHERE sequence = ?1");
  row.bind(1, signed_of(sequence));
  if (!row.step()) {
    return false;
  }
  const auto path = numbers_path(database_.path(), file_of_last_save(database_));
  use(statistics_of(row), read_saved_numbers(path, row.integer(4), row.integer(5)));
  return true;
}

void create_saved_state(Database& database, const SavedSettings& settings) {
  for (const auto& [name, columns] : kTables) {
    database.execute(std::string("CREATE TABLE ") + name + "(" + columns + ")");
  }
  Statement insert = database.prepare("INSERT INTO saved_run VALUES (?1, ?2, ?3, ?4, ?5)");
  insert.bind(1, std::string_view(settings.scenario_path));
  insert.bind(2, std::string_view(settings.device));
  insert.bind(3, settings.threads);
  insert.bind(4, settings.span_limit);
  insert.bind(5, std::int64_t{settings.parameters});
  insert.run();
  Statement insert_override = database.prepare("INSERT INTO saved_override VALUES (?1)");
  for (const std::string& text : settings.overrides) {
    insert_override.bind(1, std::string_view(text));
    insert_override.run();
  }
  Statement insert_input = database.prepare(kInsertInput);
  for (const SavedInput& input : settings.inputs) {
    run_with(insert_input, input);
  }
}

void drop_saved_state(Database& database) {
  for (const auto& [name, columns] : kTables) {
    database.execute(std::string("DROP TABLE IF EXISTS ") + name);
  }
  database.execute("PRAGMA incremental_vacuum");
}

void remove_saved_numbers(const std::filesystem::path& database) {
  for (const std::int64_t file : kFiles) {
    std::error_code error;  // one that cannot be removed takes room, no more
    std::filesystem::remove(numbers_path(database, file), error);
  }
}

}  // namespace simgrad
