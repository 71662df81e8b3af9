#include "gui/views/scenario/form_model.hpp"

#include <QFont>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

QStringList pathsOf(const FormNode& node) {
  QStringList paths{node.path};
  for (const auto& child : node.children) {
    paths += pathsOf(*child);
  }
  return paths;
}

/// A value that stands in the text, or "edit in the text", or what holds without one.
QString shownValue(const FormNode& node) {
  if (node.isTable()) {
    return {};
  }
  if (node.is_written && !node.value.isEmpty()) {
    const qsizetype end_of_line = node.value.indexOf('\n');
    return end_of_line < 0 ? node.value : node.value.left(end_of_line) + " …";
  }
  if (!node.is_editable) {
    return "edit in the text";
  }
  if (!node.fallback.isEmpty()) {
    return node.fallback;
  }
  return node.info.is_required ? "required" : "not set";
}

QString toolTip(const FormNode& node) {
  QString text = "<b>" + node.path.toHtmlEscaped() + "</b><br>" + node.info.summary.toHtmlEscaped();
  const auto add = [&text](const QString& name, const QString& value) {
    if (!value.isEmpty()) {
      text += "<br>" + name + ": " + value.toHtmlEscaped();
    }
  };
  add("type", node.info.type == "component" ? node.info.family : node.info.type);
  add("range", node.info.range);
  add("default", node.fallback);
  if (!node.isTable() && !node.is_editable) {
    text +=
        "<br><i>Its place in the text is not clear, or goes over several lines: edit it in the "
        "text.</i>";
  }
  return text;
}

}  // namespace

FormModel::FormModel(QObject* parent)
    : QAbstractItemModel(parent), root_(std::make_unique<FormNode>()) {}

void FormModel::setDescription(const Description& description) {
  description_ = description;
  rebuild();
}

void FormModel::setText(const QString& text) {
  map_ = TomlMap(text);
  rebuild();
}

/// Where the same keys are there, only their values change: what is selected stays so.
void FormModel::rebuild() {
  std::unique_ptr<FormNode> root = formOf(description_, map_);
  if (pathsOf(*root) != pathsOf(*root_)) {
    beginResetModel();
    root_ = std::move(root);
    endResetModel();
    return;
  }
  const auto take = [this](auto& self, FormNode& into, FormNode& from) -> void {
    into.info = from.info;
    into.selector = from.selector;
    into.value = from.value;
    into.fallback = from.fallback;
    into.choices = from.choices;
    into.is_written = from.is_written;
    into.is_editable = from.is_editable;
    for (std::size_t i = 0; i < into.children.size(); ++i) {
      self(self, *into.children[i], *from.children[i]);
    }
    if (!into.children.empty()) {
      const QModelIndex first = createIndex(0, kKey, into.children.front().get());
      const QModelIndex last = createIndex(static_cast<int>(into.children.size()) - 1, kValue,
                                           into.children.back().get());
      emit dataChanged(first, last);
    }
  };
  take(take, *root_, *root);
}

const FormNode& FormModel::nodeOf(const QModelIndex& index) const {
  return index.isValid() ? *static_cast<const FormNode*>(index.internalPointer()) : *root_;
}

QModelIndex FormModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) {
    return {};
  }
  return createIndex(row, column, nodeOf(parent).children[static_cast<std::size_t>(row)].get());
}

QModelIndex FormModel::parent(const QModelIndex& index) const {
  const FormNode* above = index.isValid() ? nodeOf(index).parent : nullptr;
  return above == nullptr || above == root_.get() ? QModelIndex()
                                                  : createIndex(above->row(), kKey, above);
}

int FormModel::rowCount(const QModelIndex& parent) const {
  return parent.column() > kKey ? 0 : static_cast<int>(nodeOf(parent).children.size());
}

int FormModel::columnCount(const QModelIndex& /*parent*/) const {
  return kColumns;
}

QVariant FormModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const FormNode& node = nodeOf(index);
  switch (role) {
    case Qt::ToolTipRole:
      return toolTip(node);
    case kChoicesRole:
      return node.choices;
    case kPathRole:
      return node.path;
    case kIsWrittenRole:
      return node.is_written;
    case kIsOpenRole:
      return node.isComponent() || node.choices.isEmpty();
    default:
      break;
  }
  if (index.column() == kKey) {
    return role == Qt::DisplayRole ? node.info.name : QVariant();
  }
  return valueData(node, role);
}

QVariant FormModel::valueData(const FormNode& node, int role) const {
  const bool is_value = node.is_written && !node.value.isEmpty();
  if (role == Qt::DisplayRole) {
    return shownValue(node);
  }
  if (role == Qt::EditRole) {
    return is_value ? node.value : node.fallback;
  }
  // What does not stand in the text is set apart.
  if (role == Qt::FontRole && !is_value) {
    QFont font;
    font.setItalic(true);
    return font;
  }
  if (role == Qt::ForegroundRole && !is_value) {
    return theme().muted;
  }
  return {};
}

bool FormModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::EditRole || index.column() != kValue) {
    return false;
  }
  const QString entered = value.toString().trimmed();
  if (entered.isEmpty() || entered == data(index, Qt::EditRole).toString()) {
    return false;
  }
  const std::optional<TextEdit> edit = editOf(nodeOf(index), map_, entered);
  if (edit) {
    emit edited(*edit);
  }
  return edit.has_value();
}

Qt::ItemFlags FormModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) {
    return {};
  }
  const FormNode& node = nodeOf(index);
  Qt::ItemFlags flags = Qt::ItemIsSelectable;
  if (node.isTable() || node.is_editable || index.column() == kKey) {
    flags |= Qt::ItemIsEnabled;
  }
  if (index.column() == kValue && node.is_editable) {
    flags |= Qt::ItemIsEditable;
  }
  return flags;
}

QVariant FormModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
    return {};
  }
  return section == kKey ? "key" : "value";
}

QModelIndex FormModel::find(const QString& path) const {
  QModelIndexList open{QModelIndex()};
  while (!open.isEmpty()) {
    const QModelIndex parent = open.takeLast();
    for (int row = 0; row < rowCount(parent); ++row) {
      const QModelIndex child = index(row, kKey, parent);
      if (nodeOf(child).path == path) {
        return child.siblingAtColumn(kValue);
      }
      open += child;
    }
  }
  return {};
}

}  // namespace simgrad::gui
