#include "sim/scenario/reader.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "sim/scenario/families.hpp"
#include "sim/scenario/override.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/scenario/scalar.hpp"
#include "sim/scenario/suggestion.hpp"

namespace simgrad {
namespace {

std::vector<std::string_view> names_of(std::span<const Parameter> parameters) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : parameters) {
    names.push_back(parameter.name);
  }
  return names;
}

std::vector<std::string_view> kinds_of(std::string_view family) {
  std::vector<std::string_view> names;
  for (const ComponentInfo* info : components_of(family)) {
    names.push_back(info->name);
  }
  return names;
}

/// "network_model" → "network model".
std::string noun(std::string_view family) {
  std::string text(family);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string unknown_key(std::string_view parent, const std::string& name, const SourceNode& node,
                        const std::vector<std::string_view>& known) {
  const bool section = parent.empty() && node.as<SourceTable>() != nullptr;
  return fmt::format("unknown {} '{}'{}", section ? "section" : "key", child_key(parent, name),
                     suggestion(name, known));
}

std::string unknown_kind(std::string_view family, const std::string& name) {
  return fmt::format("unknown {} '{}'{}", noun(family), name, suggestion(name, kinds_of(family)));
}

/// "a strategy", "an aggregation".
std::string with_article(std::string_view family) {
  const bool vowel = std::string_view("aeiou").find(family.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + noun(family);
}

std::string expected_component(std::string_view family) {
  return fmt::format("{} {} a table with '{}'", with_article(family),
                     family == "distribution" ? "as a time such as \"2 h\" or" : "by name or as",
                     kind_key(family));
}

std::string expected_value(const Parameter& parameter) {
  if (parameter.type == Type::kComponent) {
    return expected_component(parameter.family);
  }
  const std::string range = format_range(parameter.range, parameter.type);
  return expected(parameter.type) + (range.empty() ? "" : ", " + range);
}

/// A distribution may be plain text, "2 h": a constant.
bool is_constant(std::string_view family, const std::string& text) {
  return family == "distribution" && !text.empty() &&
         (std::isdigit(static_cast<unsigned char>(text.front())) != 0 ||
          std::string_view("+-. ").find(text.front()) != std::string_view::npos);
}

}  // namespace

Reader::Reader(std::filesystem::path folder, Problems& problems)
    : folder_(std::move(folder)), problems_(problems) {}

Arguments Reader::read_table(std::span<const Parameter> parameters, const SourceTable& table,
                             const Location& where, const std::string& key, std::string_view skip) {
  auto known = names_of(parameters);
  if (!skip.empty()) {
    known.insert(known.begin(), skip);
  }
  for (const auto& [name, node] : table) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      problems_.add(child_key(key, name), node.key, unknown_key(key, name, node, known));
    }
  }
  Arguments arguments;
  for (const Parameter& parameter : parameters) {
    const std::string child = child_key(key, parameter.name);
    const auto found = table.find(parameter.name);
    auto argument = found != table.end() ? read(parameter, found->second, child)
                                         : absent(parameter, where, child);
    if (argument) {
      arguments.set(std::string(parameter.name), std::move(*argument));
    }
  }
  return arguments;
}

std::optional<Argument> Reader::read(const Parameter& parameter, const SourceNode& node,
                                     const std::string& key) {
  switch (parameter.type) {
    case Type::kComponent:
      return read_component(parameter.family, node, key);
    case Type::kComponents:
      return read_components(parameter, node, key);
    case Type::kTable:
      return read_members(parameter, node, key);
    case Type::kTables:
      return read_tables(parameter, node, key);
    default:
      return read_scalar(parameter, node, key, folder_, problems_);
  }
}

std::optional<Argument> Reader::read_members(const Parameter& parameter, const SourceNode& node,
                                             const std::string& key) {
  const auto* table = node.as<SourceTable>();
  if (table == nullptr) {
    refuse_type(key, node, expected(Type::kTable), problems_);
    return std::nullopt;
  }
  return Chosen{nullptr, std::make_shared<const Arguments>(
                             read_table(parameter.members, *table, node.where, key))};
}

/// The list that `node` is; nullptr after adding to the problems.
const SourceList* Reader::list_of_tables(const SourceNode& node, const std::string& key) {
  const auto* list = node.as<SourceList>();
  if (list == nullptr) {
    refuse_type(key, node, fmt::format("a list of tables, [[{}]],", key), problems_);
  }
  return list;
}

std::optional<Argument> Reader::read_tables(const Parameter& parameter, const SourceNode& node,
                                            const std::string& key) {
  const auto* list = list_of_tables(node, key);
  if (list == nullptr) {
    return std::nullopt;
  }
  std::vector<Chosen> tables;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto table = read_members(parameter, (*list)[i], child_key(key, i));
    tables.push_back(table ? std::get<Chosen>(std::move(*table)) : Chosen{});
  }
  return tables;
}

std::optional<Argument> Reader::read_components(const Parameter& parameter, const SourceNode& node,
                                                const std::string& key) {
  const auto* list = list_of_tables(node, key);
  if (list == nullptr) {
    return std::nullopt;
  }
  std::vector<Chosen> chosen;
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto component = read_component(parameter.family, (*list)[i], child_key(key, i));
    chosen.push_back(component ? std::move(*component) : Chosen{});
  }
  return chosen;
}

std::optional<Chosen> Reader::read_component(std::string_view family, const SourceNode& node,
                                             const std::string& key) {
  if (node.as<std::string>() != nullptr) {
    return read_named(family, node, key);
  }
  const auto* table = node.as<SourceTable>();
  if (table == nullptr) {
    refuse_type(key, node, expected_component(family), problems_);
    return std::nullopt;
  }
  const std::string_view selector = kind_key(family);
  const std::string kind = child_key(key, selector);
  const auto found = table->find(selector);
  if (found == table->end()) {
    problems_.add(kind, node.where,
                  fmt::format("'{}' is missing; known: {}", kind, join(kinds_of(family))));
    return std::nullopt;
  }
  const SourceNode& selected = found->second;
  const auto* name = selected.as<std::string>();
  if (name == nullptr) {
    refuse_type(kind, selected, "the name of " + with_article(family), problems_);
    return std::nullopt;
  }
  const ComponentInfo* info = find_component(components_of(family), *name);
  if (info == nullptr) {
    problems_.add(kind, selected.where, kind + ": " + unknown_kind(family, *name));
    return std::nullopt;
  }
  return read_chosen(*info, *table, node.where, key);
}

std::optional<Chosen> Reader::read_named(std::string_view family, const SourceNode& node,
                                         const std::string& key) {
  const auto& text = *node.as<std::string>();
  SourceTable table;
  const bool constant = is_constant(family, text);
  if (constant) {
    table.emplace("value", node);
  }
  const ComponentInfo* info = find_component(components_of(family), constant ? "constant" : text);
  if (info == nullptr) {
    problems_.add(key, node.where, key + ": " + unknown_kind(family, text));
    return std::nullopt;
  }
  return read_chosen(*info, table, node.where, key);
}

Chosen Reader::read_chosen(const ComponentInfo& info, const SourceTable& table,
                           const Location& where, const std::string& key) {
  return Chosen{&info, std::make_shared<const Arguments>(
                           read_table(info.parameters, table, where, key, kind_key(info.family)))};
}

std::optional<Argument> Reader::absent(const Parameter& parameter, const Location& where,
                                       const std::string& key) {
  if (parameter.default_text == kOptional) {
    return std::nullopt;
  }
  if (parameter.default_text == kRequired) {
    problems_.add(
        key, where,
        fmt::format("'{}' is missing: {} ({})", key, expected_value(parameter), parameter.summary));
    return std::nullopt;
  }
  Problems own;
  const SourceNode node = value_or_text(std::string(parameter.default_text), where);
  auto argument = Reader(folder_, own).read(parameter, node, key);
  SIMGRAD_REQUIRE(own.found().empty(), "the default of " + key + " is valid: " +
                                           (own.found().empty() ? "" : own.found()[0].text));
  return argument;
}

}  // namespace simgrad
