#include "kernels/datasets/idx.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/datasets/idx_files.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

namespace {

/// The error of reading `bytes`, without the folder's name.
std::string message(const std::string& bytes, std::size_t dimensions) {
  const test::TemporaryFolder folder;
  try {
    read_idx(folder.write("f", bytes), dimensions);
  } catch (const Error& error) {
    return std::string(error.what()).substr(folder.path().string().size() + 1);
  }
  return "no error";
}

}  // namespace

TEST_CASE("read_idx: sizes and values, gzipped or not") {
  const test::TemporaryFolder folder;
  const std::string bytes = test::idx({2, 3}, {1, 2, 3, 4, 5, '\xff'});
  const auto gzipped = (folder.path() / "a.gz").string();
  test::write_gzip(gzipped, bytes);
  for (const auto& file : {folder.write("a", bytes), gzipped}) {
    const IdxArray array = read_idx(file, 2);
    CHECK(array.sizes == std::vector<std::size_t>{2, 3});
    CHECK(array.values == std::vector<std::uint8_t>{1, 2, 3, 4, 5, 255});
  }
}

TEST_CASE("read_idx: an array longer than one chunk") {
  std::string values(3'000'000, 'a');
  values.back() = 'z';
  const test::TemporaryFolder folder;
  const IdxArray array = read_idx(folder.write("f", test::idx({3'000'000}, values)), 1);
  REQUIRE(array.values.size() == 3'000'000);
  CHECK(array.values[2'999'998] == 'a');
  CHECK(array.values.back() == 'z');
}

TEST_CASE("read_idx: a wrong magic number names the byte") {
  CHECK(message(test::idx({2}, "ab"), 3) ==
        "f: byte 3: wrong magic number: expected 0, 0, 8 (unsigned bytes), 3 (dimensions); this "
        "byte is 1");
  CHECK(message(std::string{0, 0, 13, 1, 0, 0, 0, 0}, 1).substr(0, 30) ==
        "f: byte 2: wrong magic number:");
}

TEST_CASE("read_idx: a truncated file names the byte and what is missing") {
  CHECK(message("", 1) ==
        "f: byte 0: truncated: expected 4 bytes of magic number from byte 0, found 0");
  CHECK(message(test::idx({2}, "").substr(0, 6), 1) ==
        "f: byte 6: truncated: expected 4 bytes of size 1 from byte 4, found 2");
  CHECK(message(test::idx({4}, "abc"), 1) == "f: byte 11: truncated: expected 4 values, found 3");
}

TEST_CASE("read_idx: trailing bytes name the byte") {
  CHECK(message(test::idx({2}, "abc"), 1) ==
        "f: byte 10: trailing bytes: expected the end after 2 values");
}

TEST_CASE("read_idx: sizes of zero or beyond all memory are errors, not allocations") {
  CHECK(message(test::idx({3, 0}, ""), 2).substr(0, 40) ==
        "f: byte 8: size 2 is 0, expected at leas");
  CHECK(message(test::idx({4'000'000'000U, 4'000'000'000U}, ""), 2).substr(0, 20) ==
        "f: byte 4: size 1 is");
  CHECK(message(test::idx({1'000'000'000}, "ab"), 1) ==
        "f: byte 10: truncated: expected 1000000000 values, found 2");
}

TEST_CASE("read_idx: damaged and cut gzip data are errors") {
  const test::TemporaryFolder folder;
  const auto file = (folder.path() / "a.gz").string();
  std::string values;
  for (int i = 0; i < 5000; ++i) {
    values += static_cast<char>(i * i % 251);
  }
  test::write_gzip(file, test::idx({5000}, values));
  std::ifstream input(file, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(input), {}};
  CHECK_THROWS_WITH(read_idx(folder.write("cut", whole.substr(0, whole.size() / 2)), 1),
                    Catch::Contains("truncated"));
  std::string damaged = whole;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // checksum
  CHECK_THROWS_WITH(read_idx(folder.write("damaged", damaged), 1),
                    Catch::Contains("damaged gzip data"));
}

TEST_CASE("read_idx: a missing file is an error that names it") {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "none";
  CHECK_THROWS_WITH(read_idx(file, 1), file.string() + ": cannot be opened, expected an IDX file");
}
