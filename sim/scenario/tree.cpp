#include "sim/scenario/tree.hpp"

#include <fmt/format.h>

namespace simgrad {
namespace {

std::string shortened(const std::string& text) {
  std::size_t length = 60;
  if (text.size() <= length) {
    return text;
  }
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
    --length;  // not in the middle of a character
  }
  return text.substr(0, length) + "…";
}

}  // namespace

std::string describe_node(const SourceNode& node) {
  if (const auto* text = node.as<std::string>()) {
    return fmt::format("the text '{}'", shortened(*text));
  }
  if (const auto* integer = node.as<std::int64_t>()) {
    return fmt::format("the integer {}", *integer);
  }
  if (const auto* real = node.as<double>()) {
    return fmt::format("the number {:#}", *real);
  }
  if (const auto* boolean = node.as<bool>()) {
    return *boolean ? "true" : "false";
  }
  if (node.as<SourceMoment>() != nullptr) {
    return "a date or time of day";
  }
  return node.as<SourceList>() != nullptr ? "a list" : "a table";
}

std::string child_key(std::string_view parent, std::string_view name) {
  return parent.empty() ? std::string(name) : fmt::format("{}.{}", parent, name);
}

std::string child_key(std::string_view parent, std::size_t index) {
  return fmt::format("{}[{}]", parent, index);
}

void collect_places(const SourceNode& node, const std::string& key,
                    std::map<std::string, Location, std::less<>>& places) {
  if (!key.empty()) {
    places[key] = node.where;
  }
  if (const auto* table = node.as<SourceTable>()) {
    for (const auto& [name, child] : *table) {
      collect_places(child, child_key(key, name), places);
    }
  } else if (const auto* list = node.as<SourceList>()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      collect_places((*list)[i], child_key(key, i), places);
    }
  }
}

}  // namespace simgrad
