#include "sim/scenario/document.hpp"

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
