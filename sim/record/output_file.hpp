#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>

namespace simgrad {

/// A file that appears whole or not at all: written as `path`.partial, renamed by commit().
///
/// Throws: Error naming the path and the system's reason.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);
  /// Removes what was not committed.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  OutputFile(OutputFile&&) = delete;
  OutputFile& operator=(OutputFile&&) = delete;

  void write(std::string_view text);
  void write(std::span<const std::byte> bytes);
  void commit();

 private:
  [[noreturn]] void fail(int error_number) const;

  std::filesystem::path path_;
  std::filesystem::path partial_path_;
  std::ofstream stream_;
  bool is_committed_ = false;
};

/// Makes a folder for output, and those above it, unless it is there.
///
/// Throws: Error naming the path and the system's reason.
void make_output_folder(const std::filesystem::path& path);

}  // namespace simgrad
