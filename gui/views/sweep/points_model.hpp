#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <QAbstractTableModel>

#include "gui/views/sweep/compared_sweep.hpp"

namespace simgrad::gui {

/// A sweep's points, a row for each rung on which one has runs. Qt::UserRole: the value to sort by.
class PointsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  /// Of any column: all settings and statuses of its row.
  static constexpr int kFilterRole = Qt::UserRole + 1;

  using QAbstractTableModel::QAbstractTableModel;

  /// Rows stay where they are if the points and columns are the same as before.
  void setSweep(const ComparedSweep& sweep);

  std::size_t point(int row) const { return rows_[static_cast<std::size_t>(row)].point; }
  /// All runs of a row, those that count first.
  RunIndices runs(int row) const;

  /// All rows, numbers in base units. Makes a bootstrap of each number that was not shown yet.
  QString csv() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  struct Row {
    std::size_t point = 0;
    std::int64_t rung = 0;
    AxisCell cell = {};
    std::vector<std::optional<Estimate>> estimates = {};  ///< of each metric, once asked for
  };
  struct Column {
    QString title = {};
    bool is_number = false;
    std::function<QString(const Row&)> text = {};
    std::function<QVariant(const Row&)> key = {};  ///< to sort by
  };

  static std::vector<Row> rowsOf(const ComparedSweep& sweep);
  std::vector<Column> columnsOf(const ComparedSweep& sweep) const;
  void addMetric(std::vector<Column>& columns, const ComparedSweep& sweep,
                 std::size_t metric) const;
  QString filterText(const Row& row) const;
  const Estimate& estimate(const Row& row, std::size_t metric) const;
  double median(const Row& row, std::size_t metric) const;
  void keepEstimates(const ComparedSweep& sweep, std::vector<Row>& rows) const;

  ComparedSweep sweep_;
  mutable std::vector<Row> rows_;  // estimates are made when asked for: a bootstrap takes a while
  std::vector<Column> columns_;
};

}  // namespace simgrad::gui
