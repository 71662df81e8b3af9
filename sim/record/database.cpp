#include "sim/record/database.hpp"

#include <sqlite3.h>
#include <system_error>

#include "kernels/error.hpp"

namespace simgrad {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

std::string message(const std::filesystem::path& path, const std::string& what,
                    sqlite3* connection) {
  const char* reason = connection == nullptr ? "out of memory" : sqlite3_errmsg(connection);
  return path.string() + ": " + what + ": " + reason;
}

/// `path` as a SQLite URI of a file that nobody writes.
std::string immutable_uri(const std::filesystem::path& path) {
  std::string uri = "file:";
  for (const char character : path.string()) {
    const bool special = character == '%' || character == '?' || character == '#';
    uri += special ? std::string(character == '%'   ? "%25"
                                 : character == '?' ? "%3f"
                                                    : "%23")
                   : std::string(1, character);
  }
  return uri + "?immutable=1";
}

bool has_write_ahead_log(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path.string() + "-wal", error);
  return !error && size > 0;
}

/// The absolute path: SQLite gives "" and ":memory:" a meaning of their own.
std::filesystem::path checked(const std::filesystem::path& path) {
  if (path.empty()) {
    throw Error("run database: the path is empty");
  }
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    throw Error(path.string() + ": not a file; expected a run database");
  }
  return std::filesystem::absolute(path);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* connection, const std::filesystem::path& path, std::string_view sql)
    : path_(path) {
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) {
    throw Error(message(path_, "cannot read or write the run database", connection));
  }
}

void Statement::check(int code, const char* what) const {
  if (code != SQLITE_OK) {
    throw Error(message(path_, what, sqlite3_db_handle(statement_.get())));
  }
}

void Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value), "cannot bind an integer");
}

void Statement::bind(int parameter, double value) {
  // SQLite makes NULL of a NaN.
  check(sqlite3_bind_double(statement_.get(), parameter, value), "cannot bind a number");
}

void Statement::bind(int parameter, std::string_view value) {
  const char* data = value.empty() ? "" : value.data();  // a null pointer would store NULL
  check(sqlite3_bind_text64(statement_.get(), parameter, data, value.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8),
        "cannot bind a text");
}

void Statement::bind(int parameter, std::span<const std::byte> value) {
  const void* data = value.empty() ? static_cast<const void*>("") : value.data();
  check(sqlite3_bind_blob64(statement_.get(), parameter, data, value.size(), SQLITE_TRANSIENT),
        "cannot bind bytes");
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) {
    return true;
  }
  check(code == SQLITE_DONE ? SQLITE_OK : code, "cannot read or write the run database");
  return false;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());  // repeats the last step's error, which step() has thrown
}

void Statement::run() {
  step();
  reset();
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::number(int column) const {
  const bool is_null = sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
  return is_null ? kNotANumber : sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return data == nullptr ? std::string() : std::string(data, byte_count(column));
}

Blob Statement::blob(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  return data == nullptr ? Blob() : Blob(data, data + byte_count(column));
}

std::size_t Statement::byte_count(int column) const {
  return static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Database::Database(const std::filesystem::path& path, const std::string& name, int flags)
    : path_(path) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags, nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) {
    throw Error(message(path_, "cannot open the run database", connection));
  }
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  // Else "name" of a column that is missing would be the text 'name'.
  sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
}

Database Database::open_for_writing(const std::filesystem::path& path) {
  return {path, checked(path).string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE};
}

Database Database::open_for_reading(const std::filesystem::path& path) {
  const std::filesystem::path absolute = checked(path);
  std::error_code error;
  if (!std::filesystem::exists(absolute, error)) {
    throw Error(path.string() + ": no such file; expected a run database");
  }
  Database database(path, absolute.string(), SQLITE_OPEN_READONLY);
  // Opening is lazy: this reads the file.
  const int code =
      sqlite3_exec(database.connection_.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr);
  if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && !has_write_ahead_log(absolute)) {
    return {path, immutable_uri(absolute), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI};
  }
  if (code != SQLITE_OK) {
    throw Error(message(path, "cannot open the run database", database.connection_.get()));
  }
  return database;
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw Error(message(path_, "cannot read or write the run database", connection_.get()));
  }
}

Statement Database::prepare(std::string_view sql) const {
  return {connection_.get(), path_, sql};
}

std::int64_t Database::integer(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database_.execute(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (open_) {
    try {
      database_.execute("ROLLBACK");
    } catch (const Error&) {
      // SQLite has rolled back by itself (disk full): nothing is left to do.
    }
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace simgrad
