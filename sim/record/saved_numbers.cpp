#include "sim/record/saved_numbers.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>

#include "kernels/error.hpp"

namespace simgrad {

SavedNumbers::SavedNumbers(const std::filesystem::path& path)
    : path_(path), file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (file_ < 0) {
    fail();
  }
}

SavedNumbers::~SavedNumbers() {
  ::close(file_);
}

void SavedNumbers::fail() const {
  throw Error(path_.string() + ": cannot write: " + std::generic_category().message(errno));
}

std::int64_t SavedNumbers::append(std::span<const float> numbers) {
  const std::int64_t begin = end_;
  auto rest = std::as_bytes(numbers);
  while (!rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) {
      fail();
    }
    rest = rest.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  end_ += static_cast<std::int64_t>(numbers.size_bytes());
  return begin;
}

void SavedNumbers::sync() {
  if (::fdatasync(file_) != 0) {
    fail();
  }
}

std::vector<float> read_saved_numbers(const std::filesystem::path& path, std::int64_t offset,
                                      std::int64_t floats) {
  std::vector<float> numbers(static_cast<std::size_t>(floats));
  const auto bytes = std::as_writable_bytes(std::span(numbers));
  std::ifstream file(path, std::ios::binary);
  file.seekg(offset);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) {
    throw Error(path.string() +
                ": cannot be read, or is shorter than the run database beside it says; expected "
                "what the run has saved there");
  }
  return numbers;
}

}  // namespace simgrad
