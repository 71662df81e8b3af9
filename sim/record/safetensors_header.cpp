#include "sim/record/safetensors_header.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <set>
#include <system_error>

#include "kernels/error.hpp"

namespace simgrad {

namespace {

void append_utf8(std::string& text, unsigned code) {
  const auto tail = [](unsigned bits) {
    return static_cast<char>(0x80U | (bits & 0x3FU));
  };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += {static_cast<char>(0xC0U | (code >> 6U)), tail(code)};
  } else if (code < 0x10000) {
    text += {static_cast<char>(0xE0U | (code >> 12U)), tail(code >> 6U), tail(code)};
  } else {
    text +=
        {static_cast<char>(0xF0U | (code >> 18U)), tail(code >> 12U), tail(code >> 6U), tail(code)};
  }
}

class HeaderParser {
 public:
  explicit HeaderParser(std::string_view json) : json_(json) {}

  SafetensorsHeader header() {
    SafetensorsHeader header;
    object([&](const std::string& name) {
      if (name == "__metadata__") {
        object([&](const std::string& key) {
          header.metadata[key] = string();
        });
      } else {
        header.entries.push_back(entry(name));
      }
    });
    skip_space();
    if (position_ != json_.size()) {
      fail("text after the header's end");
    }
    return header;
  }

 private:
  TensorEntry entry(const std::string& name) {
    TensorEntry entry{name, {}, {}, {}};
    std::size_t members = 0;
    object([&](const std::string& key) {
      ++members;
      if (key == "dtype") {
        entry.dtype = string();
      } else if (key == "shape") {
        entry.shape = integers();
      } else if (key == "data_offsets") {
        entry.data_offsets = integers();
      } else {
        fail("unknown key; known: dtype, shape, data_offsets");
      }
    });
    if (members != 3) {
      fail("a tensor without dtype, shape or data_offsets");
    }
    return entry;
  }

  /// An object; calls `member` with each key, to read its value.
  template <class Member>
  void object(Member member) {
    std::set<std::string> keys;
    expect('{');
    if (accept('}')) {
      return;
    }
    do {
      const std::string key = string();
      if (!keys.insert(key).second) {
        fail("a name that occurs twice");
      }
      expect(':');
      member(key);
    } while (accept(','));
    expect('}');
  }

  std::vector<std::int64_t> integers() {
    std::vector<std::int64_t> values;
    expect('[');
    if (accept(']')) {
      return values;
    }
    do {
      values.push_back(integer());
    } while (accept(','));
    expect(']');
    return values;
  }

  std::int64_t integer() {
    skip_space();
    std::int64_t value = 0;
    const char* begin = json_.data() + position_;
    const auto result = std::from_chars(begin, json_.data() + json_.size(), value);
    if (result.ec != std::errc() || *begin == '-') {
      fail("expected an integer from 0 to 2^63 - 1");
    }
    position_ += static_cast<std::size_t>(result.ptr - begin);
    return value;
  }

  std::string string() {
    expect('"');
    std::string text;
    while (true) {
      const char character = next();
      if (character == '"') {
        return text;
      }
      if (static_cast<unsigned char>(character) < 0x20) {
        fail("a control character in a string");
      }
      if (character == '\\') {
        escape(text);
      } else {
        text += character;
      }
    }
  }

  void escape(std::string& text) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = next();
    if (const std::size_t index = kLetters.find(letter); index != std::string_view::npos) {
      text += kMeanings[index];
      return;
    }
    if (letter != 'u') {
      fail("unknown escape in a string");
    }
    unsigned code = four_hex_digits();
    if (code >= 0xD800 && code < 0xDC00 && next() == '\\' && next() == 'u') {
      const unsigned low = four_hex_digits();
      if (low < 0xDC00 || low > 0xDFFF) {
        fail("half a surrogate pair");
      }
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    if (code >= 0xD800 && code <= 0xDFFF) {
      fail("half a surrogate pair");
    }
    append_utf8(text, code);
  }

  unsigned four_hex_digits() {
    unsigned code = 0;
    const std::string_view digits = json_.substr(position_, 4);
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() != 4 || result.ec != std::errc() ||
        result.ptr != digits.data() + digits.size()) {
      fail("expected four hexadecimal digits");
    }
    position_ += 4;
    return code;
  }

  char next() {
    if (position_ == json_.size()) {
      fail("the header ends too early");
    }
    return json_[position_++];
  }

  void skip_space() {
    position_ = std::min(json_.find_first_not_of(" \t\r\n", position_), json_.size());
  }

  bool accept(char character) {
    skip_space();
    const bool is_next = position_ < json_.size() && json_[position_] == character;
    position_ += is_next ? 1 : 0;
    return is_next;
  }

  void expect(char character) {
    if (!accept(character)) {
      fail(std::string("expected ") + character);
    }
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error("header, byte " + std::to_string(position_) + ": " + what);
  }

  std::string_view json_;
  std::size_t position_ = 0;
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json) {
  return HeaderParser(json).header();
}

}  // namespace simgrad
