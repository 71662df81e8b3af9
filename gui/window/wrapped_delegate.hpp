#pragma once

#include <QStyledItemDelegate>

namespace simgrad::gui {

/// Rows of a list as high as their text needs at the list's width, up to a few lines. The list must
/// wrap words.
class WrappedDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace simgrad::gui
