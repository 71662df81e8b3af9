#include "sim/scenario/look_up.hpp"

#include <cctype>
#include <span>
#include <string>
#include <utility>

#include "sim/scenario/families.hpp"
#include "sim/scenario/override.hpp"
#include "sim/scenario/sections.hpp"

namespace simgrad {
namespace {

/// The default of `parameter` as a scenario would write it; nullopt: it has none.
std::optional<SourceNode> default_of(const Parameter& parameter) {
  if (parameter.default_text == kRequired || parameter.default_text == kOptional) {
    return std::nullopt;
  }
  return value_or_text(std::string(parameter.default_text), Location{});
}

/// The name of the kind that `node` chooses; "" if it chooses none.
std::string kind_of(const SourceNode& node, std::string_view family) {
  if (const auto* name = node.as<std::string>()) {
    const bool number = !name->empty() && std::isdigit(static_cast<unsigned char>((*name)[0])) != 0;
    return family == "distribution" && number ? "constant" : *name;
  }
  if (const auto* table = node.as<SourceTable>()) {
    const auto found = table->find(kind_key(family));
    const auto* name = found == table->end() ? nullptr : found->second.as<std::string>();
    return name == nullptr ? "" : *name;
  }
  return "";
}

/// Goes down a scenario's declaration and its tree side by side, one step of a key at a time.
class LookUp {
 public:
  explicit LookUp(const SourceNode& root) : members_(scenario_parameters()), value_(root) {}

  bool take(const KeyStep& step) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      return open() && take_name(*name);
    }
    return take_index(std::get<std::size_t>(step));
  }

  [[nodiscard]] KeyMeaning meaning() const { return {parameter_, value_}; }

 private:
  /// Sees which names are declared below what was reached.
  bool open() {
    selector_ = {};
    if (parameter_.name.empty()) {
      return true;  // at the root
    }
    if (parameter_.type == Type::kTable) {
      owned_ = parameter_.members;
      members_ = owned_;
      return true;
    }
    if (parameter_.type != Type::kComponent || !value_) {
      return false;
    }
    kind_ = kind_of(*value_, parameter_.family);
    const ComponentInfo* info = find_component(components_of(parameter_.family), kind_);
    if (info == nullptr) {
      return false;
    }
    selector_ = kind_key(parameter_.family);
    members_ = info->parameters;
    return true;
  }

  bool take_name(const std::string& name) {
    if (!selector_.empty() && name == selector_) {
      parameter_ = Parameter{selector_, Type::kText, "the kind"};
      value_ = SourceNode{value_->where, value_->where, kind_};
      return true;
    }
    for (const Parameter& member : members_) {
      if (member.name == name) {
        value_ = child(name, member);
        parameter_ = Parameter(member);
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] std::optional<SourceNode> child(const std::string& name,
                                                const Parameter& member) const {
    const auto* table = value_ ? value_->as<SourceTable>() : nullptr;
    if (table != nullptr) {
      if (const auto found = table->find(name); found != table->end()) {
        return found->second;
      }
    }
    return default_of(member);
  }

  bool take_index(std::size_t index) {
    const auto* list = value_ ? value_->as<SourceList>() : nullptr;
    const bool components = parameter_.type == Type::kComponents;
    if ((!components && parameter_.type != Type::kTables) || list == nullptr ||
        index >= list->size()) {
      return false;
    }
    parameter_.type = components ? Type::kComponent : Type::kTable;
    value_ = SourceNode((*list)[index]);
    return true;
  }

  Parameter parameter_{};  // of what was reached; no name: the root
  std::vector<Parameter> owned_;
  std::span<const Parameter> members_;
  std::string_view selector_;
  std::string kind_;
  std::optional<SourceNode> value_;
};

}  // namespace

std::optional<KeyMeaning> look_up_key(const SourceNode& root, std::string_view key) {
  const auto steps = split_key(key);
  if (!steps) {
    return std::nullopt;
  }
  LookUp look_up(root);
  for (const KeyStep& step : *steps) {
    if (!look_up.take(step)) {
      return std::nullopt;
    }
  }
  return look_up.meaning();
}

}  // namespace simgrad
