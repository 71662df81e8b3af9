#include "gui/views/scenario/toml_edit.hpp"

namespace simgrad::gui {

std::optional<TextEdit> replaceValue(const TomlMap& map, const QString& path,
                                     const QString& value) {
  const TomlPlace* place = map.find(path);
  if (place == nullptr || map.isUnsure(path) || place->shape == TomlShape::kSection ||
      place->shape == TomlShape::kImplied) {
    return std::nullopt;
  }
  return TextEdit{place->begin, place->end, value};
}

std::optional<TextEdit> addKey(const TomlMap& map, const QString& table, const QString& key,
                               const QString& value) {
  const TomlPlace* place = map.find(table);
  if (place == nullptr || map.isUnsure(table)) {
    return std::nullopt;
  }
  const QString line = key + " = " + value;
  if (place->shape == TomlShape::kSection) {
    return TextEdit{place->insert, place->insert,
                    place->has_keys_before ? '\n' + line : line + '\n'};
  }
  if (place->shape != TomlShape::kInlineTable) {
    return std::nullopt;
  }
  if (place->has_keys_before) {
    return TextEdit{place->insert, place->insert, ", " + line};
  }
  return TextEdit{place->begin, place->end, "{ " + line + " }"};
}

TextEdit addSection(const TomlMap& map, const QString& header, const QString& keys) {
  const qsizetype end = map.text().size();
  const QString gap = end == 0 ? "" : map.text().endsWith('\n') ? "\n" : "\n\n";
  return {end, end, gap + header + '\n' + keys + '\n'};
}

}  // namespace simgrad::gui
