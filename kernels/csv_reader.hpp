#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Lines and numbers of comma-separated files, with errors that name file:line.
namespace simgrad {

/// A number written in `text` (spaces around it and a leading plus allowed, nothing else), or
/// nullopt. "inf" and "nan" are numbers here; one too large for a double is an infinity.
std::optional<double> parse_number(std::string_view text);

/// Reads records of a CSV file, one a line.
///
/// Source: RFC 4180. Differs from it: a field in quotes cannot hold a line break; blank lines are
/// passed over; spaces and tabs around an unquoted field are dropped; a byte-order mark is too.
class CsvReader {
 public:
  /// Throws: Error if the file cannot be opened.
  explicit CsvReader(std::filesystem::path file);

  /// Reads the next record into `fields`; false at the end.
  /// Throws: Error naming file:line if a quote is not closed or the file cannot be read.
  bool next(std::vector<std::string>& fields);

  /// "file:line" of the record last read.
  [[nodiscard]] std::string where() const;

  /// The finite number in `field`. `column` names it in messages.
  /// Throws: Error naming file:line and column if it is none.
  [[nodiscard]] double number(std::string_view field, std::string_view column) const;

 private:
  void split(std::string_view line, std::vector<std::string>& fields) const;

  std::filesystem::path file_;
  std::ifstream input_;
  std::size_t line_ = 0;
};

}  // namespace simgrad
