#include "sim/scenario/document.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <toml++/toml.h>

#include <fmt/format.h>

namespace simgrad {
namespace {

/// How a node of the library gets its place: from its source, or the same one for all.
struct Places {
  std::string file;
  std::optional<Location> fixed = std::nullopt;

  [[nodiscard]] Location of(const toml::source_region& source) const {
    return fixed ? *fixed
                 : Location{file, static_cast<int>(source.begin.line),
                            static_cast<int>(source.begin.column)};
  }
};

SourceNode convert(const toml::node& source, const Places& places);

SourceTable convert_table(const toml::table& source, const Places& places) {
  SourceTable table;
  for (const auto& [key, value] : source) {
    SourceNode& child = table[std::string(key.str())];
    child = convert(value, places);
    child.key = places.of(key.source());
  }
  return table;
}

SourceList convert_list(const toml::array& source, const Places& places) {
  SourceList list;
  for (const toml::node& element : source) {
    list.push_back(convert(element, places));
  }
  return list;
}

SourceNode convert(const toml::node& source, const Places& places) {
  SourceNode node;
  node.where = places.of(source.source());
  node.key = node.where;
  if (const auto* table = source.as_table()) {
    node.value = convert_table(*table, places);
  } else if (const auto* array = source.as_array()) {
    node.value = convert_list(*array, places);
  } else if (const auto* text = source.as_string()) {
    node.value = text->get();
  } else if (const auto* integer = source.as_integer()) {
    node.value = integer->get();
  } else if (const auto* real = source.as_floating_point()) {
    node.value = real->get();
  } else if (const auto* boolean = source.as_boolean()) {
    node.value = boolean->get();
  } else {
    node.value = SourceMoment{};
  }
  return node;
}

constexpr std::uintmax_t kMaximumBytes = 16U << 20U;

// Values nest at most 256 deep in the library, each level with one dotted key; it and what reads
// its tables recurse once a part.
constexpr int kMaximumKeyParts = 16;

bool is_of_bare_key(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// The end of the part of a key that begins at `begin`: a bare or a quoted one; `begin` if none.
std::size_t end_of_part(const std::string& text, std::size_t begin) {
  if (text[begin] == '"' || text[begin] == '\'') {
    const char stops[] = {text[begin], '\n', '\0'};
    return std::min(text.find_first_of(stops, begin + 1), text.size() - 1) + 1;
  }
  std::size_t end = begin;
  while (end < text.size() && is_of_bare_key(text[end])) {
    ++end;
  }
  return end;
}

/// The first line with a dotted key of more than kMaximumKeyParts parts; 0: none.
int line_of_long_key(const std::string& text) {
  int line = 1;
  int parts = 0;
  bool dot = false;  // before this character, spaces aside
  for (std::size_t i = 0; i < text.size();) {
    if (const std::size_t end = end_of_part(text, i); end > i) {
      parts = dot ? parts + 1 : 1;
      dot = false;
      if (parts > kMaximumKeyParts) {
        return line;
      }
      line += text[end - 1] == '\n' ? 1 : 0;
      i = end;
      continue;
    }
    const char c = text[i++];
    line += c == '\n' ? 1 : 0;
    if (c != ' ' && c != '\t') {
      dot = c == '.' && !dot;
      parts = dot ? parts : 0;
    }
  }
  return 0;
}

[[noreturn]] void refuse(const std::string& file, const std::string& text) {
  throw ScenarioError({{Location{file}, text}});
}

}  // namespace

std::string read_scenario_text(const std::filesystem::path& path) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (status.type() == std::filesystem::file_type::not_found) {
    refuse(path.string(), "no such file");
  }
  if (std::filesystem::is_directory(status)) {
    refuse(path.string(), "this is a directory; a scenario file was expected");
  }
  if (!std::filesystem::is_regular_file(status)) {
    refuse(path.string(), "not a regular file; a scenario file was expected");
  }
  if (std::filesystem::file_size(path, code) > kMaximumBytes && !code) {
    refuse(path.string(),
           fmt::format("larger than {} MiB; a scenario file was expected", kMaximumBytes >> 20U));
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file.peek() != std::ifstream::traits_type::eof()) {
    text << file.rdbuf();
  }
  if (!file.is_open() || file.bad() || text.bad()) {
    refuse(path.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  return text.str();
}

SourceNode parse_document(const std::string& text, const std::string& file) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    refuse(file, "the file is empty; a scenario was expected");
  }
  if (const int line = line_of_long_key(text); line != 0) {
    throw ScenarioError(
        {{Location{file, line, 1}, fmt::format("a key of more than {} parts", kMaximumKeyParts)}});
  }
  try {
    const toml::table root = toml::parse(text, file);
    return SourceNode{Location{file}, Location{file}, convert_table(root, Places{file})};
  } catch (const toml::parse_error& error) {
    const auto& begin = error.source().begin;
    throw ScenarioError(
        {{Location{file, static_cast<int>(begin.line), static_cast<int>(begin.column)},
          std::string(error.description())}});
  }
}

std::optional<SourceNode> parse_value(const std::string& text, const Location& where) {
  if (line_of_long_key(text) != 0) {
    return std::nullopt;
  }
  try {
    const toml::table root = toml::parse("value = " + text);
    if (root.size() == 1 && root.contains("value")) {
      return convert(*root.get("value"), Places{"", where});
    }
  } catch (const toml::parse_error&) {  // not TOML: the caller takes it as text
  }
  return std::nullopt;
}

}  // namespace simgrad
