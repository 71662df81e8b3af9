#include "gui/tables/row_order.hpp"

#include <cmath>

#include "sim/record/natural_order.hpp"

namespace simgrad::gui {

void RowOrder::read(const TimeTableModel& rows, int from) {
  keys_.resize(static_cast<std::size_t>(from));
  keys_.reserve(static_cast<std::size_t>(rows.rowCount()));
  for (int row = from; row < rows.rowCount(); ++row) {
    keys_.push_back(keyOf(rows.index(row, column_).data(TimeTableModel::kSortRole)));
  }
}

RowOrder::Key RowOrder::keyOf(const QVariant& value) {
  if (!value.isValid()) {
    return {};
  }
  if (value.typeId() == QMetaType::Double) {
    const double number = value.toDouble();
    return std::isnan(number) ? Key{Rank::kNoNumber} : Key{Rank::kNumber, number};
  }
  return {Rank::kText, 0.0, value.toString().toStdString()};
}

/// Below, at or above 0: a is before, equal to or behind b.
int RowOrder::compare(const Key& a, const Key& b) {
  if (a.rank != b.rank) {
    return a.rank < b.rank ? -1 : 1;
  }
  if (a.rank == Rank::kText) {
    return a.text == b.text ? 0 : natural_less(a.text, b.text) ? -1 : 1;
  }
  return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}

bool RowOrder::isBefore(int row, int other) const {
  const int compared =
      compare(keys_[static_cast<std::size_t>(row)], keys_[static_cast<std::size_t>(other)]);
  if (compared == 0) {
    return row < other;
  }
  return (compared < 0) == (direction_ == Qt::AscendingOrder);
}

}  // namespace simgrad::gui
