#include <QRegularExpression>

#include "gui/views/scenario/form_tree.hpp"

namespace simgrad::gui {
namespace {

/// Whether it is one whole TOML value of this shape.
bool isValue(const QString& text, TomlShape shape) {
  const TomlMap map("x = " + text);
  const TomlPlace* place = map.find("x");
  return place != nullptr && !map.isUnsure("x") && place->shape == shape &&
         map.written("x") == text;
}

std::optional<QString> integersInToml(const QString& entered) {
  const QString list = entered.startsWith('[') ? entered : '[' + entered + ']';
  static const QRegularExpression kForm(R"(^\[\s*([+-]?\d+\s*(,\s*[+-]?\d+\s*)*,?)?\s*\]$)");
  return kForm.match(list).hasMatch() ? std::optional(list) : std::nullopt;
}

/// What was entered as TOML; none if it is not of the key's type.
std::optional<QString> inToml(const KeyInfo& info, const QString& entered) {
  static const QRegularExpression kInteger(R"(^[+-]?\d[\d_]*$)");
  static const QRegularExpression kReal(R"(^[+-]?\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?$)");
  if (info.type == "integer" || info.type == "real") {
    const QRegularExpression& form = info.type == "integer" ? kInteger : kReal;
    return form.match(entered).hasMatch() ? std::optional(entered) : std::nullopt;
  }
  if (info.type == "boolean") {
    const bool is_one = entered == "true" || entered == "false";
    return is_one ? std::optional(entered) : std::nullopt;
  }
  if (info.type == "integers") {
    return integersInToml(entered);
  }
  const bool is_list = info.type == "names" && isValue(entered, TomlShape::kArray);
  const bool is_table = info.type == "component" && isValue(entered, TomlShape::kInlineTable);
  return is_list || is_table ? entered : textToToml(entered);
}

QString keyLine(const QString& key, const QString& value) {
  return key + " = " + value;
}

/// A key in a table, which need not be there itself.
std::optional<TextEdit> addBelow(const FormNode& table, const TomlMap& map, const QString& key,
                                 const QString& value) {
  const TomlPlace* place = map.find(table.path);
  if (map.isUnsure(table.path)) {
    return std::nullopt;
  }
  const bool is_named = place != nullptr && place->shape == TomlShape::kText;
  if (place != nullptr && !is_named) {
    return addKey(map, table.path, key, value);
  }
  // A component that is named by its kind alone, or by default, gets a table.
  QStringList lines{keyLine(key, value)};
  if (table.isComponent()) {
    lines.prepend(keyLine(table.selector, textToToml(is_named ? table.value : table.fallback)));
  }
  const QString inline_table = "{ " + lines.join(", ") + " }";
  if (is_named) {
    return replaceValue(map, table.path, inline_table);
  }
  if (table.parent->parent == nullptr) {
    return addSection(map, '[' + table.path + ']', lines.join('\n'));
  }
  return addBelow(*table.parent, map, table.info.name, inline_table);
}

}  // namespace

std::optional<TextEdit> editOf(const FormNode& node, const TomlMap& map, const QString& entered) {
  const std::optional<QString> value = inToml(node.info, entered);
  if (!value || node.isTable()) {
    return std::nullopt;
  }
  const TomlPlace* place = map.find(node.path);
  if (place == nullptr) {
    return map.isUnsure(node.path) ? std::nullopt
                                   : addBelow(*node.parent, map, node.info.name, *value);
  }
  const bool is_table =
      place->shape == TomlShape::kSection || place->shape == TomlShape::kInlineTable;
  if (!node.isComponent() || !is_table) {
    return replaceValue(map, node.path, *value);
  }
  const QString kind = node.path + '.' + node.selector;
  return map.find(kind) == nullptr ? addKey(map, node.path, node.selector, *value)
                                   : replaceValue(map, kind, *value);
}

TextEdit furtherFailure(const Description& description, const TomlMap& map, const QString& kind) {
  QStringList lines{keyLine("kind", textToToml(kind))};
  if (const ComponentInfo* component = description.family("failure").find(kind)) {
    for (const KeyInfo& key : component->keys) {
      if (key.is_required) {
        lines += keyLine(key.name, textToToml("*"));
      }
    }
  }
  return addSection(map, "[[failure]]", lines.join('\n'));
}

}  // namespace simgrad::gui
