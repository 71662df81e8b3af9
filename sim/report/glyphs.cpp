#include "sim/report/glyphs.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace simgrad {
namespace {

constexpr double kBoldFactor = 1.15;  // DejaVu Sans Bold over DejaVu Sans, at most

// Hundredths of an em, from U+0020 to U+007E.
constexpr std::array<int, 95> kWidths{
    32, 41, 46, 84, 64, 96, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 56, 102, 69, 69, 73, 77, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79,
    67, 79, 73, 67, 62, 74, 69, 99, 69,  67, 69, 40, 34, 40, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84};

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct Glyph {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

std::size_t length_of(unsigned char first) {
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first < 0xE0) {
    return 2;
  }
  if (first >= 0xE0 && first < 0xF0) {
    return 3;
  }
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

Glyph glyph_at(std::string_view text, std::size_t at) {
  static constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = length_of(first);
  if (length == 0 || at + length > text.size()) {
    return {};
  }
  std::uint32_t code = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0U) != 0x80) {
      return {};
    }
    code = (code << 6U) | (next & 0x3FU);
  }
  const bool is_surrogate = code >= 0xD800 && code < 0xE000;
  if (code < kSmallest[length] || is_surrogate || code > 0x10FFFF) {
    return {};
  }
  return {code, length, true};
}

bool is_wanted(std::uint32_t code) {
  const bool is_control =
      (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7F && code < 0xA0);
  const bool turns = code == 0x061C || code == 0x200E || code == 0x200F ||
                     (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !is_control && !turns && code != 0xFEFF && (code & 0xFFFEU) != 0xFFFE;
}

double glyph_width(const Glyph& glyph) {
  if (glyph.valid && glyph.code >= 0x20 && glyph.code < 0x7F) {
    return 0.01 * kWidths[glyph.code - 0x20];
  }
  return 1.0;
}

bool is_width_known(std::uint32_t code) {
  // µ, ×, …, −, ∞ and U+FFFD take at most one em in every font of the stack.
  return (code >= 0x20 && code < 0x7F) || code == 0xB5 || code == 0xD7 || code == 0x2026 ||
         code == 0x2212 || code == 0x221E;
}

}  // namespace

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    out += glyph.valid && is_wanted(glyph.code) ? text.substr(at, glyph.bytes) : kReplacement;
    at += glyph.bytes;
  }
  return out;
}

double text_width(std::string_view text, double size, bool bold) {
  double em = 0.0;
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    em += glyph_width(glyph);
    at += glyph.bytes;
  }
  return em * size * (bold ? kBoldFactor : 1.0);
}

bool is_width_known(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const Glyph glyph = glyph_at(text, at);
    if (!glyph.valid || !is_width_known(glyph.code)) {
      return false;
    }
    at += glyph.bytes;
  }
  return true;
}

std::string shorten(std::string_view text, double width, double size, bool bold) {
  if (text_width(text, size, bold) <= width) {
    return std::string(text);
  }
  const double scale = size * (bold ? kBoldFactor : 1.0);
  double left = width - scale;  // of the ellipsis, one em
  if (left < 0.0) {
    return "";
  }
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); at += glyph_at(text, at).bytes) {
    begins.push_back(at);
  }
  begins.push_back(text.size());
  std::size_t head = 0;                  // glyphs kept
  std::size_t tail = begins.size() - 1;  // the first glyph kept of the end
  for (bool take_head = true; head < tail; take_head = !take_head) {
    const std::size_t glyph = take_head ? head : tail - 1;
    const double glyph_px = scale * glyph_width(glyph_at(text, begins[glyph]));
    if (glyph_px > left) {
      break;
    }
    left -= glyph_px;
    head = take_head ? head + 1 : head;
    tail = take_head ? tail : tail - 1;
  }
  return std::string(text.substr(0, begins[head])) + std::string(kEllipsis) +
         std::string(text.substr(begins[tail]));
}

}  // namespace simgrad
