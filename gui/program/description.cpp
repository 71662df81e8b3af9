#include "gui/program/description.hpp"

#include <algorithm>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace simgrad::gui {
namespace {

QString rangeText(const QJsonObject& range) {
  static const std::vector<std::pair<const char*, const char*>> kSides{
      {"minimum", "≥ "}, {"above", "> "}, {"maximum", "≤ "}, {"below", "< "}};
  QStringList sides;
  for (const auto& [key, sign] : kSides) {
    if (range.contains(key)) {
      sides += sign + QString::number(range[key].toDouble(), 'g', 10);
    }
  }
  return sides.join(", ");
}

std::vector<KeyInfo> readKeys(const QJsonArray& array) {
  std::vector<KeyInfo> keys;
  for (const QJsonValue value : array) {
    keys.push_back({.name = value["name"].toString(),
                    .type = value["type"].toString(),
                    .summary = value["summary"].toString(),
                    .is_required = value["required"].toBool(),
                    .default_text = value["default"].toString(),
                    .range = rangeText(value["range"].toObject()),
                    .choices = value["choices"].toVariant().toStringList(),
                    .family = value["family"].toString(),
                    .members = readKeys(value["members"].toArray())});
  }
  return keys;
}

FamilyInfo readFamily(const QJsonObject& object) {
  FamilyInfo family{object["selector"].toString("kind"), {}};
  const QJsonArray components = object["components"].toArray();
  for (const QJsonValue value : components) {
    family.components.push_back({value["name"].toString(), value["summary"].toString(),
                                 readKeys(value["parameters"].toArray())});
  }
  return family;
}

}  // namespace

const ComponentInfo* FamilyInfo::find(const QString& name) const {
  const auto found =
      std::find_if(components.begin(), components.end(), [&](const ComponentInfo& component) {
        return component.name == name;
      });
  return found == components.end() ? nullptr : &*found;
}

QStringList FamilyInfo::names() const {
  QStringList found;
  for (const ComponentInfo& component : components) {
    found += component.name;
  }
  return found;
}

const FamilyInfo& Description::family(const QString& name) const {
  static const FamilyInfo kNone{"kind", {}};
  const auto found = families.find(name);
  return found == families.end() ? kNone : found->second;
}

std::optional<Description> readDescription(const QByteArray& json) {
  const QJsonObject object = QJsonDocument::fromJson(json).object();
  if (!object["scenario"].isArray() || !object["families"].isObject()) {
    return std::nullopt;
  }
  Description description;
  description.scenario = readKeys(object["scenario"].toArray());
  const QJsonObject families = object["families"].toObject();
  for (auto family = families.begin(); family != families.end(); ++family) {
    description.families[family.key()] = readFamily(family.value().toObject());
  }
  return description;
}

}  // namespace simgrad::gui
