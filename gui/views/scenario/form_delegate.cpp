#include "gui/views/scenario/form_delegate.hpp"

#include <QComboBox>
#include <QLineEdit>

#include "gui/views/scenario/form_model.hpp"

namespace simgrad::gui {
namespace {

constexpr int kEditorFrame = 8;  // pixels above and below an editor's text

}  // namespace

QSize FormDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const QSize size = QStyledItemDelegate::sizeHint(option, index);
  return {size.width(), option.fontMetrics.height() + kEditorFrame};
}

QWidget* FormDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const {
  const QStringList choices = index.data(FormModel::kChoicesRole).toStringList();
  const QString path = index.data(FormModel::kPathRole).toString();
  if (choices.isEmpty()) {
    QWidget* editor = QStyledItemDelegate::createEditor(parent, option, index);
    editor->setAccessibleName(path);
    return editor;
  }
  auto* box = new QComboBox(parent);
  box->setAccessibleName(path);
  box->setEditable(index.data(FormModel::kIsOpenRole).toBool());
  box->setInsertPolicy(QComboBox::NoInsert);
  box->addItems(choices);
  // A choice from the list is final; a line that is typed ends with Enter as elsewhere.
  connect(box, &QComboBox::activated, this, [this, box] {
    auto* self = const_cast<FormDelegate*>(this);
    emit self->commitData(box);
    if (!box->isHidden()) {  // else another kind's keys have taken its place
      emit self->closeEditor(box);
    }
  });
  return box;
}

void FormDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  if (auto* box = qobject_cast<QComboBox*>(editor)) {
    box->setCurrentText(index.data(Qt::EditRole).toString());
  } else {
    QStyledItemDelegate::setEditorData(editor, index);
  }
}

void FormDelegate::setModelData(QWidget* editor, QAbstractItemModel* model,
                                const QModelIndex& index) const {
  if (const auto* box = qobject_cast<QComboBox*>(editor)) {
    model->setData(index, box->currentText());
  } else {
    QStyledItemDelegate::setModelData(editor, model, index);
  }
}

}  // namespace simgrad::gui
