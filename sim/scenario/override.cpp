#include "sim/scenario/override.hpp"

#include <charconv>

#include <fmt/format.h>

#include "sim/scenario/document.hpp"

namespace simgrad {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_of("[]\"' \t") == std::string_view::npos;
}

/// "failure[0]" → "failure", 0; false if it is not of that form.
bool split_part(std::string_view part, std::vector<KeyStep>& steps) {
  const std::string_view name = part.substr(0, part.find('['));
  if (!is_name(name)) {
    return false;
  }
  steps.emplace_back(std::string(name));
  part.remove_prefix(name.size());
  while (!part.empty()) {
    std::size_t index = 0;
    const char* end = part.data() + part.size();
    const auto [after, error] = std::from_chars(part.data() + 1, end, index);
    if (part.front() != '[' || error != std::errc() || after == end || *after != ']') {
      return false;
    }
    steps.emplace_back(index);
    part.remove_prefix(static_cast<std::size_t>(after - part.data()) + 1);
  }
  return true;
}

/// No key of a scenario is anywhere near as long.
constexpr std::size_t kMaximumSteps = 16;

/// Goes down the tree one step at a time; says why it cannot.
class Descent {
 public:
  Descent(SourceNode& root, Location where) : node_(&root), where_(std::move(where)) {}

  /// "" or what is wrong.
  std::string take(const KeyStep& step) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      return take_name(*name);
    }
    return take_index(std::get<std::size_t>(step));
  }

  [[nodiscard]] SourceNode& node() const { return *node_; }

 private:
  std::string take_name(const std::string& name) {
    auto* table = node_->as<SourceTable>();
    if (table == nullptr) {
      return fmt::format("'{}' is {}, not a table", key_, describe_node(*node_));
    }
    node_ = &table->try_emplace(name, SourceNode{where_, where_, SourceTable{}}).first->second;
    key_ = child_key(key_, name);
    return "";
  }

  std::string take_index(std::size_t index) {
    auto* list = node_->as<SourceList>();
    key_ = child_key(key_, index);
    if (list == nullptr) {
      return fmt::format("'{}' does not exist: that is no list", key_);
    }
    if (index >= list->size()) {
      return fmt::format("'{}' does not exist: the list has {} entries, counted from 0", key_,
                         list->size());
    }
    node_ = &(*list)[index];
    return "";
  }

  SourceNode* node_;
  Location where_;
  std::string key_;
};

}  // namespace

std::optional<std::vector<KeyStep>> split_key(std::string_view key) {
  std::vector<KeyStep> steps;
  while (steps.size() < kMaximumSteps) {
    const std::size_t dot = key.find('.');
    if (!split_part(key.substr(0, dot), steps)) {
      return std::nullopt;
    }
    if (dot == std::string_view::npos) {
      return steps;
    }
    key.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

SourceNode value_or_text(const std::string& text, const Location& where) {
  if (auto value = parse_value(text, where)) {
    return std::move(*value);
  }
  return SourceNode{where, where, text};
}

void apply_override(SourceNode& root, const Override& change, Problems& problems) {
  const auto& [argument, where] = change;
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) {
    problems.add(argument, where, "key=value was expected, such as strategy.rounds=10");
    return;
  }
  const std::string key = argument.substr(0, equals);
  const auto steps = split_key(key);
  if (!steps) {
    problems.add(
        key, where,
        fmt::format("'{}' is not a key, such as strategy.rounds or failure[0].hosts", key));
    return;
  }
  Descent descent(root, where);
  for (const KeyStep& step : *steps) {
    if (const std::string wrong = descent.take(step); !wrong.empty()) {
      problems.add(key, where, wrong);
      return;
    }
  }
  descent.node() = value_or_text(argument.substr(equals + 1), where);
}

}  // namespace simgrad
