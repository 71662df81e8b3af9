#include "gui/tables/column_text.hpp"

namespace simgrad::gui {

QVariant columnHeader(std::span<const ColumnText> columns, int section, Qt::Orientation orientation,
                      int role) {
  if (orientation != Qt::Horizontal || section < 0 ||
      static_cast<std::size_t>(section) >= columns.size()) {
    return {};
  }
  const ColumnText& column = columns[static_cast<std::size_t>(section)];
  if (role == Qt::DisplayRole) {
    return column.title;
  }
  return role == Qt::ToolTipRole ? QVariant(column.help) : QVariant();
}

}  // namespace simgrad::gui
