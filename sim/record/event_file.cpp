#include "sim/record/event_file.hpp"

#include <array>
#include <bit>
#include <cstddef>

#include "sim/record/json_text.hpp"

namespace simgrad {

namespace {

/// The numbers of fields, which the .proto files give.
enum class EventField { kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5 };
enum class SummaryField { kValue = 1 };
enum class ValueField { kTag = 1, kSimpleValue = 2 };

/// How a field is encoded (protocol buffers, "Encoding").
enum class WireType { kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5 };

template <class Unsigned>
std::string little_endian(Unsigned value) {
  std::string bytes;
  for (std::size_t byte = 0; byte < sizeof(Unsigned); ++byte) {
    bytes += static_cast<char>((value >> (8 * byte)) & 0xFFU);
  }
  return bytes;
}

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U) {
    bytes += static_cast<char>((value & 0x7FU) | 0x80U);
  }
  return bytes + static_cast<char>(value);
}

template <class Field>
std::string field_key(Field field, WireType type) {
  return varint((static_cast<std::uint64_t>(field) << 3U) | static_cast<std::uint64_t>(type));
}

template <class Field>
std::string field_bytes(Field field, std::string_view bytes) {
  return field_key(field, WireType::kLengthDelimited) + varint(bytes.size()) + std::string(bytes);
}

std::string wall_time(double wall_s) {
  return field_key(EventField::kWallTime, WireType::kFixed64) +
         little_endian(std::bit_cast<std::uint64_t>(wall_s));
}

std::array<std::uint32_t, 256> make_crc_table() {
  constexpr std::uint32_t kReversedPolynomial = 0x82F63B78U;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1U) ^ ((remainder & 1U) != 0 ? kReversedPolynomial : 0U);
    }
    table[byte] = remainder;
  }
  return table;
}

/// A CRC of data that holds CRCs is weak, so TFRecord stores this instead.
std::uint32_t masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return std::rotr(crc, 15) + 0xA282EAD8U;
}

std::string record(std::string_view data) {
  const std::string length = little_endian(static_cast<std::uint64_t>(data.size()));
  return length + little_endian(masked_crc(length)) + std::string(data) +
         little_endian(masked_crc(data));
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static const std::array<std::uint32_t, 256> table = make_crc_table();
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc = table[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (crc >> 8U);
  }
  return ~crc;
}

std::string version_record(double wall_s) {
  return record(wall_time(wall_s) + field_bytes(EventField::kFileVersion, "brain.Event:2"));
}

std::string scalar_record(double wall_s, std::int64_t step, std::span<const Scalar> scalars) {
  std::string summary;
  for (const Scalar& scalar : scalars) {
    const auto value = std::bit_cast<std::uint32_t>(static_cast<float>(scalar.value));
    summary += field_bytes(SummaryField::kValue,
                           field_bytes(ValueField::kTag, valid_utf8(scalar.tag)) +
                               field_key(ValueField::kSimpleValue, WireType::kFixed32) +
                               little_endian(value));
  }
  return record(wall_time(wall_s) + field_key(EventField::kStep, WireType::kVarint) +
                varint(static_cast<std::uint64_t>(step)) +
                field_bytes(EventField::kSummary, summary));
}

}  // namespace simgrad
