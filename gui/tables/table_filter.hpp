#pragma once

#include <QSortFilterProxyModel>

namespace simgrad::gui {

class TimeTableModel;

/// The rows of a table that are wanted, sorted by a column: numbers by value, with what is no
/// number above all, and what is unknown below; names by their numbers ("client-2" before
/// "client-10").
class TableFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  TableFilter(TimeTableModel* rows, QObject* parent);

  /// Only rows that say this in some column, in large or small letters; empty: all.
  void setText(const QString& text);
  /// Only rows whose value in a column is this one; empty: all.
  void setOnly(int column, const QString& value);

  bool isFiltering() const { return !text_.isEmpty() || !only_.isEmpty(); }

  /// All rows, in their order: a header line, then exact values, comma separated.
  QString csv() const;

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  TimeTableModel* rows_;
  QString text_;
  int only_column_ = 0;
  QString only_;
};

}  // namespace simgrad::gui
