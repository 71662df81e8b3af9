#include "gui/tables/cell_delegate.hpp"

#include <QApplication>

namespace simgrad::gui {
namespace {

constexpr int kRoom = 6;

}  // namespace

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  QStyleOptionViewItem cell = option;
  initStyleOption(&cell, index);
  const QStyle* style = option.widget == nullptr ? QApplication::style() : option.widget->style();
  style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, option.widget);
  QStyleOptionViewItem text = option;
  text.rect.adjust(kRoom, 0, -kRoom, 0);
  QStyledItemDelegate::paint(painter, text, index);
}

}  // namespace simgrad::gui
