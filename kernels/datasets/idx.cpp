#include "kernels/datasets/idx.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <zlib.h>

#include "kernels/datasets/dataset.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20U;  // bytes
constexpr std::uint8_t kUnsignedByte = 8;

class Input {
 public:
  explicit Input(const std::filesystem::path& file)
      : name_(file.string()), handle_(gzopen(file.c_str(), "rb"), gzclose) {
    if (!handle_) {
      throw Error(name_ + ": cannot be opened, expected an IDX file");
    }
  }

  [[noreturn]] void fail(std::size_t offset, const std::string& text) const {
    throw Error(name_ + ": byte " + std::to_string(offset) + ": " + text);
  }

  /// Fills as much of `out` as the file has left (out.size() <= kChunk); the bytes read.
  std::size_t read(std::span<std::uint8_t> out) {
    const int got = gzread(handle_.get(), out.data(), static_cast<unsigned>(out.size()));
    int code = Z_OK;
    const char* message = gzerror(handle_.get(), &code);
    if (got < 0 || code == Z_DATA_ERROR) {
      fail(offset_, std::string("damaged gzip data (") + message + ")");
    }
    offset_ += static_cast<std::size_t>(got);
    return static_cast<std::size_t>(got);
  }

  void fill(std::span<std::uint8_t> out, const std::string& what) {
    const std::size_t begin = offset_;
    const std::size_t got = read(out);
    if (got != out.size()) {
      fail(offset_, "truncated: expected " + std::to_string(out.size()) + " bytes of " + what +
                        " from byte " + std::to_string(begin) + ", found " + std::to_string(got));
    }
  }

 private:
  std::string name_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> handle_;
  std::size_t offset_ = 0;
};

std::vector<std::size_t> read_header(Input& input, std::size_t dimensions) {
  std::uint8_t magic[4] = {};
  input.fill(magic, "magic number");
  const std::uint8_t expected[4] = {0, 0, kUnsignedByte, static_cast<std::uint8_t>(dimensions)};
  for (std::size_t i = 0; i < 4; ++i) {
    if (magic[i] != expected[i]) {
      input.fail(i, "wrong magic number: expected 0, 0, 8 (unsigned bytes), " +
                        std::to_string(dimensions) + " (dimensions); this byte is " +
                        std::to_string(magic[i]));
    }
  }
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < dimensions; ++i) {
    std::uint8_t size[4] = {};
    input.fill(size, "size " + std::to_string(i + 1));
    sizes.push_back(std::size_t{size[0]} << 24U | std::size_t{size[1]} << 16U |
                    std::size_t{size[2]} << 8U | std::size_t{size[3]});
  }
  return sizes;
}

std::size_t checked_count(const Input& input, const std::vector<std::size_t>& sizes) {
  const std::size_t limit = kMaximumFeatureBytes / sizeof(float);
  std::size_t count = 1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == 0 || sizes[i] > limit / count) {
      input.fail(4 + 4 * i, "size " + std::to_string(i + 1) + " is " + std::to_string(sizes[i]) +
                                ", expected at least 1 and at most " + std::to_string(limit) +
                                " values in all");
    }
    count *= sizes[i];
  }
  return count;
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& file, std::size_t dimensions) {
  Input input(file);
  IdxArray array;
  array.sizes = read_header(input, dimensions);
  const std::size_t count = checked_count(input, array.sizes);
  // Grown as the file delivers: a header that lies costs no memory.
  while (array.values.size() < count) {
    const std::size_t begin = array.values.size();
    const std::size_t step = std::min(kChunk, count - begin);
    array.values.resize(begin + step);
    const std::size_t got = input.read(std::span(array.values).subspan(begin, step));
    if (got != step) {
      input.fail(idx_header_bytes(dimensions) + begin + got,
                 "truncated: expected " + std::to_string(count) + " values, found " +
                     std::to_string(begin + got));
    }
  }
  std::uint8_t extra = 0;
  if (input.read(std::span(&extra, 1)) != 0) {
    input.fail(idx_header_bytes(dimensions) + count,
               "trailing bytes: expected the end after " + std::to_string(count) + " values");
  }
  return array;
}

}  // namespace simgrad
