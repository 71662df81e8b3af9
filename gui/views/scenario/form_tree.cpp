#include "gui/views/scenario/form_tree.hpp"

#include <algorithm>

namespace simgrad::gui {
namespace {

constexpr int kMostEntries = 100;  // of a list; further ones are for the text

/// Builds the nodes under their parents.
class FormBuilder {
 public:
  FormBuilder(const Description& description, const TomlMap& map)
      : description_(description), map_(map) {}

  void addKeys(FormNode& parent, const std::vector<KeyInfo>& keys) {
    for (const KeyInfo& key : keys) {
      FormNode& node = add(parent, key, tomlPath(parent.path, key.name));
      if (key.type == "component") {
        fillComponent(node);
      } else if (key.type == "components") {
        addEntries(node);
      } else if (key.type == "tables") {
        addTables(node);
      } else if (key.type == "table") {
        node.is_written = map_.find(node.path) != nullptr;
        addKeys(node, key.members);
      } else {
        node.choices = key.type == "boolean" ? QStringList{"true", "false"} : key.choices;
        fillValue(node, node.path);
      }
    }
  }

 private:
  static FormNode& add(FormNode& parent, const KeyInfo& info, const QString& path) {
    parent.children.push_back(std::make_unique<FormNode>());
    FormNode& node = *parent.children.back();
    node.info = info;
    node.path = path;
    node.parent = &parent;
    node.fallback = tomlToText(info.default_text);
    return node;
  }

  void addEntries(FormNode& list) {
    for (int i = 0; i < std::min(map_.count(list.path), kMostEntries); ++i) {
      const QString index = QString("[%1]").arg(i);
      KeyInfo info = list.info;
      info.type = "component";
      info.name += index;
      info.default_text.clear();
      fillComponent(add(list, info, list.path + index));
    }
    list.is_written = !list.children.empty();
  }

  void addTables(FormNode& list) {
    for (int i = 0; i < std::min(map_.count(list.path), kMostEntries); ++i) {
      const QString index = QString("[%1]").arg(i);
      KeyInfo info = list.info;
      info.type = "table";
      info.name += index;
      info.default_text.clear();
      FormNode& entry = add(list, info, list.path + index);
      entry.is_written = true;
      addKeys(entry, info.members);
    }
    list.is_written = !list.children.empty();
  }

  void fillValue(FormNode& node, const QString& path) {
    const QString written = map_.written(path);
    node.value = tomlToText(written);
    node.is_written = map_.find(path) != nullptr;
    const QString sample = node.value.isEmpty() ? sampleOf(node) : node.value;
    node.is_editable = !written.contains('\n') && editOf(node, map_, sample).has_value();
  }

  void fillComponent(FormNode& node) {
    const FamilyInfo& family = description_.family(node.info.family);
    node.selector = family.selector;
    node.choices = family.names();
    const TomlPlace* place = map_.find(node.path);
    const bool is_table = place != nullptr && place->shape != TomlShape::kText &&
                          place->shape != TomlShape::kPlain && place->shape != TomlShape::kArray;
    fillValue(node, is_table ? tomlPath(node.path, node.selector) : node.path);
    node.is_written = place != nullptr;
    const QString kind = node.is_written ? node.value : node.fallback;
    if (const ComponentInfo* component = family.find(kind)) {
      addKeys(node, component->keys);
    }
  }

  /// Some value of the node's type, to see whether the text has a place for one.
  static QString sampleOf(const FormNode& node) {
    if (!node.choices.isEmpty()) {
      return node.choices.front();
    }
    return node.info.type == "integers" ? "[1]" : "1";
  }

  const Description& description_;
  const TomlMap& map_;
};

}  // namespace

int FormNode::row() const {
  const auto& siblings = parent->children;
  const auto found = std::find_if(siblings.begin(), siblings.end(), [this](const auto& sibling) {
    return sibling.get() == this;
  });
  return static_cast<int>(found - siblings.begin());
}

bool isSweep(const TomlMap& map) {
  return map.find("scenario") != nullptr || map.find("axes") != nullptr;
}

std::unique_ptr<FormNode> formOf(const Description& description, const TomlMap& map) {
  auto root = std::make_unique<FormNode>();
  if (!isSweep(map)) {
    FormBuilder(description, map).addKeys(*root, description.scenario);
  }
  return root;
}

}  // namespace simgrad::gui
