#include "sim/record/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

namespace simgrad {

namespace {

unsigned byte_at(std::string_view text, std::size_t index) {
  return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

/// Bytes of the well-formed UTF-8 sequence at `index` (Unicode 15, table 3-7); 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t index) {
  const unsigned first = byte_at(text, index);
  if (first < 0x80) {
    return 1;
  }
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  // No longer form than needed, no surrogates, nothing beyond U+10FFFF.
  const unsigned lowest = first == 0xE0 ? 0xA0U : first == 0xF0 ? 0x90U : 0x80U;
  const unsigned highest = first == 0xED ? 0x9FU : first == 0xF4 ? 0x8FU : 0xBFU;
  for (std::size_t next = 1; next < length; ++next) {
    const unsigned byte = byte_at(text, index + next);
    if (byte < (next == 1 ? lowest : 0x80U) || byte > (next == 1 ? highest : 0xBFU)) {
      return 0;
    }
  }
  return length;
}

std::string escaped(char character) {
  switch (character) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const auto code = static_cast<unsigned char>(character);
  constexpr std::string_view kDigits = "0123456789abcdef";
  if (code < 0x20 || code == 0x7F) {
    return std::string("\\u00") + kDigits[code / 16U] + kDigits[code % 16U];
  }
  return {character};
}

}  // namespace

std::string shortest_number(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), result.ptr};
}

std::string json_number(double value) {
  return std::isfinite(value) ? shortest_number(value) : "null";
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  for (std::size_t index = 0; index < text.size();) {
    const std::size_t length = utf8_length(text, index);
    valid += length == 0 ? "\xEF\xBF\xBD" : text.substr(index, length);
    index += length == 0 ? 1 : length;
  }
  return valid;
}

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char character : valid_utf8(text)) {
    quoted += escaped(character);
  }
  return quoted + '"';
}

}  // namespace simgrad
