#pragma once

#include <span>

#include <QVariant>

namespace simgrad::gui {

/// What stands above a column, and the tool tip there.
struct ColumnText {
  const char* title;
  const char* help;
};

/// QAbstractItemModel::headerData of a table with these columns.
QVariant columnHeader(std::span<const ColumnText> columns, int section, Qt::Orientation orientation,
                      int role);

}  // namespace simgrad::gui
