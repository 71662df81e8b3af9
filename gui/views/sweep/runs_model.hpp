#pragma once

#include <QAbstractTableModel>

#include "gui/views/sweep/compared_sweep.hpp"

namespace simgrad::gui {

/// Runs of a sweep, a row each. Qt::UserRole: the value to sort by.
class RunsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kPoint, kSeed, kStatus, kReason, kFirstMetric };

  using QAbstractTableModel::QAbstractTableModel;

  /// @param runs  indices into SweepResults::runs
  void setRuns(const ComparedSweep& sweep, RunIndices runs);

  /// The run of a row: an index into SweepResults::runs.
  std::size_t run(int row) const { return runs_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  QString text(const RunResult& run, int column) const;
  QString metricText(const RunResult& run, const SweepMetric& metric) const;
  QVariant key(const RunResult& run, int column) const;
  QString pointText(const RunResult& run) const;

  ComparedSweep sweep_;
  RunIndices runs_;
};

}  // namespace simgrad::gui
