#include "sim/record/output_file.hpp"

#include <cerrno>
#include <system_error>

#include "kernels/error.hpp"

namespace simgrad {

namespace {

/// Opening a pipe would wait for its reader, and a device cannot appear whole.
void refuse_what_is_no_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw Error(path.string() + ": " +
                (std::filesystem::is_directory(status) ? "a folder, not a file" : "not a file") +
                "; it is not overwritten");
  }
}

}  // namespace

OutputFile::OutputFile(const std::filesystem::path& path)
    : path_(path), partial_path_(path.string() + ".partial") {
  if (path.empty()) {
    throw Error("the path of the file to write is empty");
  }
  refuse_what_is_no_file(path_);
  refuse_what_is_no_file(partial_path_);
  errno = 0;
  stream_.open(partial_path_, std::ios::binary | std::ios::trunc);
  if (!stream_) {
    fail(errno);
  }
}

OutputFile::~OutputFile() {
  if (!is_committed_) {
    stream_.close();
    std::error_code error;
    std::filesystem::remove(partial_path_, error);
  }
}

void OutputFile::fail(int error_number) const {
  const std::string reason =
      error_number == 0 ? "write error" : std::generic_category().message(error_number);
  throw Error(path_.string() + ": cannot write: " + reason);
}

void OutputFile::write(std::string_view text) {
  errno = 0;
  stream_.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream_) {
    fail(errno);
  }
}

void OutputFile::write(std::span<const std::byte> bytes) {
  write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void OutputFile::commit() {
  errno = 0;
  stream_.close();
  if (!stream_) {
    fail(errno);
  }
  std::error_code error;
  std::filesystem::rename(partial_path_, path_, error);
  if (error) {
    fail(error.value());
  }
  is_committed_ = true;
}

void make_output_folder(const std::filesystem::path& path) {
  if (path.empty()) {
    throw Error("the path of the folder to write is empty");
  }
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_directory(status)) {
    throw Error(path.string() + ": not a folder; this format writes a folder of files");
  }
  std::filesystem::create_directories(path, error);
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) {
    throw Error(path.string() + ": cannot make this folder" +
                (error ? ": " + error.message() : ""));
  }
}

}  // namespace simgrad
