#pragma once

#include <string>
#include <vector>

#include "gui/tables/time_table_model.hpp"

namespace simgrad::gui {

/// How rows of a table are sorted by a column: what is unknown, then numbers by value, then what is
/// no number; names by their numbers ("client-2" before "client-10"). The other way round if
/// descending; rows that are equal stay in their order.
class RowOrder {
 public:
  RowOrder(int column, Qt::SortOrder direction) : column_(column), direction_(direction) {}

  /// Reads what rows from `from` on are sorted by.
  void read(const TimeTableModel& rows, int from);

  bool isBefore(int row, int other) const;

 private:
  enum class Rank { kUnknown, kNumber, kNoNumber, kText };

  struct Key {
    Rank rank = Rank::kUnknown;
    double number = 0.0;
    std::string text = {};
  };

  static Key keyOf(const QVariant& value);
  static int compare(const Key& a, const Key& b);

  int column_;
  Qt::SortOrder direction_;
  std::vector<Key> keys_;  // (rows)
};

}  // namespace simgrad::gui
