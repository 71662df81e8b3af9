#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "sim/record/rows.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace simgrad {

/// A prepared SQL statement. Parameters count from 1, columns from 0. A NaN is bound as NULL, and a
/// NULL read as a number is NaN, as an integer 0, as text empty.
///
/// It may outlive the Database that prepared it. Throws: Error with the database's path.
class Statement {
 public:
  Statement(sqlite3* connection, const std::filesystem::path& path, std::string_view sql);

  void bind(int parameter, std::int64_t value);
  void bind(int parameter, double value);
  void bind(int parameter, std::string_view value);
  void bind(int parameter, std::span<const std::byte> value);

  /// True if there is a row to read.
  bool step();
  void reset();
  /// Runs a statement that returns no row, and makes it ready for the next parameters.
  void run();

  std::int64_t integer(int column) const;
  double number(int column) const;
  std::string text(int column) const;
  Blob blob(int column) const;
  /// The size of a text or of bytes.
  std::size_t byte_count(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  void check(int code, const char* what) const;

  std::filesystem::path path_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection to a SQLite file. It waits up to ten seconds for a lock.
///
/// Throws: Error with the path and SQLite's message.
class Database {
 public:
  /// Opens for reading and writing; creates the file, not its folder.
  static Database open_for_writing(const std::filesystem::path& path);

  /// Opens a file that is there; never changes it. A file in a folder that forbids the files of
  /// the write-ahead log is read as one that nobody writes.
  static Database open_for_reading(const std::filesystem::path& path);

  void execute(const std::string& sql);
  Statement prepare(std::string_view sql) const;
  /// The one integer that a query returns.
  std::int64_t integer(std::string_view sql) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  Database(const std::filesystem::path& path, const std::string& name, int flags);

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> connection_;
};

/// BEGIN … COMMIT; rolls back unless commit() was reached.
class Transaction {
 public:
  enum class Kind { kRead, kWrite };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&&) = delete;
  Transaction& operator=(Transaction&&) = delete;

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace simgrad
