#pragma once

#include <vector>

#include <QWidget>

#include "gui/views/sweep/compared_sweep.hpp"

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace simgrad::gui {

class PointsModel;
class RunsModel;

/// The points of a sweep, and below them the runs of those that are selected, or of all.
class PointsTables : public QWidget {
  Q_OBJECT

 public:
  explicit PointsTables(QWidget* parent = nullptr);

  void setSweep(const ComparedSweep& sweep);

  const PointsModel& points() const { return *points_; }
  /// In the order of points, each once.
  std::vector<std::size_t> selectedPoints() const;

  QTableView* pointsTable() const { return points_table_; }
  QTableView* runsTable() const { return runs_table_; }
  QLineEdit* filter() const { return filter_; }

 signals:
  /// The runs of a row are asked for.
  void opened(simgrad::gui::RunIndices runs);

 private:
  void showRuns();
  void openPoint(const QModelIndex& index);
  void openRun(const QModelIndex& index);

  ComparedSweep sweep_;
  PointsModel* points_;
  RunsModel* runs_;
  QSortFilterProxyModel* sorted_points_;
  QSortFilterProxyModel* sorted_runs_;
  QLineEdit* filter_;
  QTableView* points_table_;
  QTableView* runs_table_;
  QLabel* runs_title_;
};

}  // namespace simgrad::gui
