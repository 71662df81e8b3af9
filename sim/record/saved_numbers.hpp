#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace simgrad {

/// The floats of a save, one array after another, in a file of their own beside the run database:
/// a database writes each of its pages twice, with a sum over it, and frees it singly.
///
/// Throws: Error naming the path and the system's reason.
class SavedNumbers {
 public:
  /// Creates the file, or empties the one that is there.
  explicit SavedNumbers(const std::filesystem::path& path);
  ~SavedNumbers();
  SavedNumbers(const SavedNumbers&) = delete;
  SavedNumbers& operator=(const SavedNumbers&) = delete;
  SavedNumbers(SavedNumbers&&) = delete;
  SavedNumbers& operator=(SavedNumbers&&) = delete;

  /// Returns where the array begins, in bytes.
  std::int64_t append(std::span<const float> numbers);

  /// Returns when a loss of power would leave what was appended.
  void sync();

 private:
  [[noreturn]] void fail() const;

  std::filesystem::path path_;
  int file_;
  std::int64_t end_ = 0;
};

/// The `floats` floats that begin at byte `offset`.
///
/// Throws: Error naming the path if they cannot be read, or there are fewer.
std::vector<float> read_saved_numbers(const std::filesystem::path& path, std::int64_t offset,
                                      std::int64_t floats);

}  // namespace simgrad
