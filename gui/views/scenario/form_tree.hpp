#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

#include "gui/program/description.hpp"
#include "gui/views/scenario/toml_edit.hpp"
#include "gui/views/scenario/toml_map.hpp"

namespace simgrad::gui {

/// A key that a scenario has or could have, with the keys below it.
struct FormNode {
  KeyInfo info = {};
  QString path = {};      ///< "strategy.local.epochs"
  QString selector = {};  ///< of a component: the key that names its kind
  QString value = {};     ///< as people write it; empty if the text does not have it
  QString fallback = {};  ///< what holds if the text does not have it
  QStringList choices = {};
  bool is_written = false;
  bool is_editable = false;
  FormNode* parent = nullptr;
  std::vector<std::unique_ptr<FormNode>> children = {};

  [[nodiscard]] bool isComponent() const { return !selector.isEmpty(); }
  /// Not a key with a value of its own: only what is below it has.
  [[nodiscard]] bool isTable() const {
    return info.type == "table" || info.type == "tables" || info.type == "components";
  }
  [[nodiscard]] int row() const;
};

/// Whether the text is a sweep's, which has other keys than a scenario.
bool isSweep(const TomlMap& map);

/// Every key that the scenario's kinds have, in the order of the description. Returns the root.
std::unique_ptr<FormNode> formOf(const Description& description, const TomlMap& map);

/// What another value for a key does to the text: the value's characters, or a further key or
/// section. None if the value is not of the key's type, or its place is not known for sure.
std::optional<TextEdit> editOf(const FormNode& node, const TomlMap& map, const QString& entered);

/// A further [[failure]] of this kind at the text's end, its required keys at `"*"` to be filled
/// in.
TextEdit furtherFailure(const Description& description, const TomlMap& map, const QString& kind);

}  // namespace simgrad::gui
