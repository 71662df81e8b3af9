#pragma once

#include <QStyledItemDelegate>

namespace simgrad::gui {

/// Draws cells with room beside their text: else a number, at the right of its column, touches the
/// text in the next one.
class CellDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
};

}  // namespace simgrad::gui
