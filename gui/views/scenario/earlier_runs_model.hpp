#pragma once

#include <set>
#include <vector>

#include <QAbstractTableModel>

#include "gui/program/earlier_runs.hpp"

namespace simgrad::gui {

/// Earlier runs of a scenario, a row each, with a check box: whether it is open beside the others.
class EarlierRunsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kFile, kStatus, kSimulated, kSeed, kStarted, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  void setRuns(const std::vector<EarlierRun>& runs);
  /// Paths of the run databases that are open.
  void setOpen(const std::set<QString>& open);

  const std::vector<EarlierRun>& runs() const { return runs_; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 signals:
  /// The user wants it open, or no longer.
  void openWanted(QString path, bool is_open);

 private:
  std::vector<EarlierRun> runs_;
  std::set<QString> open_;
};

}  // namespace simgrad::gui
