#pragma once

#include <optional>
#include <vector>

#include <QAbstractTableModel>

#include "gui/session/time_focus.hpp"

namespace simgrad::gui {

/// A table whose rows lie in simulated time. Roles: DisplayRole as people read it, ToolTipRole
/// exactly, kSortRole a double or a QString, invalid where nothing is known.
class TimeTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  static constexpr int kSortRole = Qt::UserRole;

  using QAbstractTableModel::QAbstractTableModel;

  /// The moment that a row stands for, in simulated seconds.
  virtual double time(int row) const = 0;
  /// The part of time that a row is about; none if it is about a moment.
  virtual std::optional<TimeRange> range(int row) const = 0;
  /// The row of a moment; none if it is before all of them, or between them.
  virtual std::optional<int> rowAt(double simulated_s) const = 0;

  /// What a row says in all its columns, in small letters. Made once for each row.
  const QString& searchText(int row) const;

 protected:
  /// To be called when what rows from `row` on say has changed.
  void forgetSearchTexts(int row);

 private:
  mutable std::vector<QString> search_texts_;  // (the first rows) null: not made yet
};

}  // namespace simgrad::gui
