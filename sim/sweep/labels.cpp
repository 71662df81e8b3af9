#include "sim/sweep/labels.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/toml_text.hpp"

namespace simgrad {
namespace {

std::string kind_text(const SourceNode& node) {
  if (const auto* table = node.as<SourceTable>()) {
    for (const std::string_view selector : {"kind", "distribution"}) {
      const auto found = table->find(selector);
      const auto* kind = found == table->end() ? nullptr : found->second.as<std::string>();
      if (kind != nullptr) {
        return *kind;
      }
    }
  }
  return toml_text(node);
}

std::string value_text(const SourceNode& node) {
  const auto* text = node.as<std::string>();
  return text != nullptr ? *text : toml_text(node);
}

}  // namespace

std::string label_of(const SourceNode& value) {
  if (const auto* text = value.as<std::string>()) {
    return text->empty() ? "\"\"" : *text;
  }
  const auto* list = value.as<SourceList>();
  if (list == nullptr) {
    return kind_text(value);
  }
  if (list->empty()) {
    return "none";
  }
  if (list->front().as<SourceTable>() == nullptr) {
    return toml_text(value);
  }
  std::string text;
  for (const SourceNode& element : *list) {
    text += (text.empty() ? "" : " + ") + kind_text(element);
  }
  return text;
}

namespace {

/// Whether all are tables in which `key` is this value in TOML.
bool all_have(std::span<const SourceNode> tables, const std::string& key,
              const std::string& value) {
  return std::all_of(tables.begin(), tables.end(), [&](const SourceNode& node) {
    const auto* table = node.as<SourceTable>();
    if (table == nullptr) {
      return false;
    }
    const auto found = table->find(key);
    return found != table->end() && toml_text(found->second) == value;
  });
}

}  // namespace

std::string distinction(const SourceNode& value, std::span<const SourceNode> others) {
  const auto* table = value.as<SourceTable>();
  std::string text;
  for (const auto& [key, child] : table == nullptr ? SourceTable{} : *table) {
    if (!all_have(others, key, toml_text(child))) {
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key, value_text(child));
    }
  }
  return text;
}

}  // namespace simgrad
