#include "sim/record/output_file.hpp"

#include <cerrno>
#include <system_error>

#include "kernels/error.hpp"

namespace simgrad {

OutputFile::OutputFile(const std::filesystem::path& path)
    : path_(path), partial_path_(path.string() + ".partial") {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    throw Error(path.string() + ": not a file; it is not overwritten");
  }
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

}  // namespace simgrad
