#pragma once

#include <optional>

#include <QString>

#include "gui/views/scenario/toml_map.hpp"

namespace simgrad::gui {

/// Characters [begin, end) of a text are replaced.
struct TextEdit {
  qsizetype begin = 0;
  qsizetype end = 0;
  QString text = {};

  [[nodiscard]] QString applied(QString to) const { return to.replace(begin, end - begin, text); }
};

/// Another value for a key that is there: that value's characters alone.
/// None if it cannot be located for sure, or is a section.
std::optional<TextEdit> replaceValue(const TomlMap& map, const QString& path, const QString& value);

/// A further key in a table that is there: behind its last key.
/// None if the table cannot be located for sure, has no place of its own, or is no table.
std::optional<TextEdit> addKey(const TomlMap& map, const QString& table, const QString& key,
                               const QString& value);

/// A further section at the text's end. `header` with its brackets; `keys` a line each.
TextEdit addSection(const TomlMap& map, const QString& header, const QString& keys);

}  // namespace simgrad::gui
