#pragma once

#include <map>
#include <optional>
#include <vector>

#include <QByteArray>
#include <QString>
#include <QStringList>

/// What `simgrad describe --json` says of scenarios: every section and component with its keys.
namespace simgrad::gui {

/// A key of a scenario.
struct KeyInfo {
  QString name = {};
  QString type = {};  ///< "integer", "seconds", "component" …
  QString summary = {};
  bool is_required = false;
  QString default_text = {};          ///< as TOML would have it; empty: none
  QString range = {};                 ///< "≥ 1, ≤ 100"; empty: any
  QStringList choices = {};           ///< the only values, if any
  QString family = {};                ///< of a component
  std::vector<KeyInfo> members = {};  ///< of a table
};

struct ComponentInfo {
  QString name = {};
  QString summary = {};
  std::vector<KeyInfo> keys = {};
};

/// Components of which a scenario names one.
struct FamilyInfo {
  QString selector = {};  ///< the key that names it: "kind"
  std::vector<ComponentInfo> components = {};

  /// None if there is no such component.
  [[nodiscard]] const ComponentInfo* find(const QString& name) const;
  [[nodiscard]] QStringList names() const;
};

struct Description {
  std::vector<KeyInfo> scenario = {};
  std::map<QString, FamilyInfo> families = {};

  /// An empty family if there is none of this name.
  [[nodiscard]] const FamilyInfo& family(const QString& name) const;
};

/// None if it is no such description.
std::optional<Description> readDescription(const QByteArray& json);

}  // namespace simgrad::gui
