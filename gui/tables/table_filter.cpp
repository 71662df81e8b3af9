#include "gui/tables/table_filter.hpp"

#include <cmath>

#include <QStringList>

#include "gui/tables/cell_text.hpp"
#include "gui/tables/time_table_model.hpp"
#include "sim/record/natural_order.hpp"

namespace simgrad::gui {
namespace {

bool isDouble(const QVariant& value) {
  return value.typeId() == QMetaType::Double;
}

bool numberIsLess(double a, double b) {
  return std::isnan(b) ? !std::isnan(a) : a < b;
}

QString csvValue(const QModelIndex& index) {
  const QVariant value = index.data(TimeTableModel::kSortRole);
  return isDouble(value) ? exactText(value.toDouble()) : csvField(value.toString());
}

}  // namespace

TableFilter::TableFilter(TimeTableModel* rows, QObject* parent)
    : QSortFilterProxyModel(parent), rows_(rows) {
  setSourceModel(rows);
  setSortRole(TimeTableModel::kSortRole);
}

void TableFilter::setText(const QString& text) {
  text_ = text.trimmed().toLower();
  invalidateFilter();
}

void TableFilter::setOnly(int column, const QString& value) {
  only_column_ = column;
  only_ = value;
  invalidateFilter();
}

bool TableFilter::filterAcceptsRow(int row, const QModelIndex& /*parent*/) const {
  if (!only_.isEmpty() &&
      rows_->index(row, only_column_).data(TimeTableModel::kSortRole).toString() != only_) {
    return false;
  }
  return text_.isEmpty() || rows_->searchText(row).contains(text_);
}

bool TableFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(TimeTableModel::kSortRole);
  const QVariant b = right.data(TimeTableModel::kSortRole);
  if (!a.isValid() || !b.isValid()) {
    return !a.isValid() && b.isValid();
  }
  if (isDouble(a) && isDouble(b)) {
    return numberIsLess(a.toDouble(), b.toDouble());
  }
  return natural_less(a.toString().toStdString(), b.toString().toStdString());
}

QString TableFilter::csv() const {
  QStringList lines;
  for (int row = -1; row < rowCount(); ++row) {
    QStringList fields;
    for (int column = 0; column < columnCount(); ++column) {
      fields += row < 0 ? csvField(headerData(column, Qt::Horizontal).toString())
                        : csvValue(index(row, column));
    }
    lines += fields.join(',');
  }
  return rowCount() == 0 ? QString() : lines.join('\n') + '\n';
}

}  // namespace simgrad::gui
