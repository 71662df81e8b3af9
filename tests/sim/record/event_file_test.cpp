#include "sim/record/event_file.hpp"

#include <array>
#include <cmath>
#include <string>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) {
    text += static_cast<char>(value);
  }
  return text;
}

TEST_CASE("crc32c: the vectors of RFC 3720, appendix B.4") {
  CHECK(crc32c("123456789") == 0xE3069283U);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AAU);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43U);
  CHECK(crc32c("") == 0U);
}

TEST_CASE("version_record: length, its check sum, Event{wall_time, file_version}, its check sum") {
  const std::string record = version_record(2.0);
  CHECK(record.substr(0, 8) == bytes({24, 0, 0, 0, 0, 0, 0, 0}));
  CHECK(record.substr(12, 24) ==
        bytes({0x09, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x1A, 13}) + "brain.Event:2");
  CHECK(record.size() == 8 + 4 + 24 + 4);
}

TEST_CASE("scalar_record: Event{wall_time, step, summary{value{tag, simple_value}}}") {
  const std::array<Scalar, 2> scalars{{{"a", 1.0}, {"\xFF", std::nan("")}}};
  const std::string record = scalar_record(2.0, 300, scalars);
  const std::string values = bytes({0x0A, 8, 0x0A, 1, 'a', 0x15, 0, 0, 0x80, 0x3F}) +
                             bytes({0x0A, 10, 0x0A, 3, 0xEF, 0xBF, 0xBD, 0x15, 0, 0, 0xC0, 0x7F});
  CHECK(record.substr(12, record.size() - 16) ==
        bytes({0x09, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x10, 0xAC, 0x02, 0x2A, 22}) + values);
}

TEST_CASE("scalar_record: a negative step is the ten bytes of its two's complement") {
  const std::array<Scalar, 0> none{};
  CHECK(scalar_record(2.0, -1, none).substr(21, 11) ==
        bytes({0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}));
}

}  // namespace
}  // namespace simgrad
