#pragma once

#include <vector>

#include <QAbstractProxyModel>

#include "gui/tables/row_order.hpp"
#include "gui/tables/time_table_model.hpp"

namespace simgrad::gui {

/// The rows of a table that are wanted, sorted by a column: see RowOrder.
///
/// Unlike QSortFilterProxyModel it takes 100,000 rows in its stride: it reads what it sorts by
/// once, and is reset where rows come or go in many places.
class TableFilter : public QAbstractProxyModel {
  Q_OBJECT

 public:
  TableFilter(TimeTableModel* rows, QObject* parent);

  /// Only rows that say this in some column, in large or small letters; empty: all.
  void setText(const QString& text);
  /// Only rows whose value in a column is this one; empty: all.
  void setOnly(int column, const QString& value);
  void sort(int column, Qt::SortOrder direction = Qt::AscendingOrder) override;

  /// All rows, in their order: a header line, then exact values, comma separated.
  QString csv() const;

  QModelIndex mapToSource(const QModelIndex& index) const override;
  QModelIndex mapFromSource(const QModelIndex& index) const override;
  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& /*child*/) const override { return {}; }
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  bool isWanted(int row) const;
  std::vector<int> wantedFrom(int row) const;
  void chooseRows();
  void insertRows(int first);
  void insertAt(std::size_t place, const std::vector<int>& rows);
  void changeRows(int first);
  void arrange(std::vector<int> rows);

  TimeTableModel* rows_;
  QString text_;
  int only_column_ = 0;
  QString only_;
  RowOrder order_{0, Qt::AscendingOrder};
  std::vector<int> shown_;             // of each row here the row there
  mutable std::vector<int> place_of_;  // of each row there the row here, −1: none
  mutable bool knows_places_ = false;  // whether place_of_ is so
};

}  // namespace simgrad::gui
