#include "sim/scenario/toml_text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

std::string quoted_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string key_text(const std::string& key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
  return bare ? key : quoted_text(key);
}

/// TOML tells a float from an integer by its point or exponent.
std::string real_text(double value) {
  if (!std::isfinite(value)) {
    return std::isnan(value) ? "nan" : value > 0.0 ? "inf" : "-inf";
  }
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string list_text(const SourceList& list) {
  std::string text;
  for (const SourceNode& element : list) {
    text += (text.empty() ? "" : ", ") + toml_text(element);
  }
  return "[" + text + "]";
}

std::string table_text(const SourceTable& table) {
  std::string text;
  for (const auto& [key, value] : table) {
    text += fmt::format("{} {} = {}", text.empty() ? "" : ",", key_text(key), toml_text(value));
  }
  return text.empty() ? "{}" : "{" + text + " }";
}

}  // namespace

std::string toml_text(const SourceNode& node) {
  if (const auto* text = node.as<std::string>()) {
    return quoted_text(*text);
  }
  if (const auto* integer = node.as<std::int64_t>()) {
    return fmt::format("{}", *integer);
  }
  if (const auto* real = node.as<double>()) {
    return real_text(*real);
  }
  if (const auto* boolean = node.as<bool>()) {
    return *boolean ? "true" : "false";
  }
  if (const auto* list = node.as<SourceList>()) {
    return list_text(*list);
  }
  const auto* table = node.as<SourceTable>();
  SIMGRAD_REQUIRE(table != nullptr, "a date has no text in the tree");
  return table_text(*table);
}

}  // namespace simgrad
