#pragma once

#include <QAbstractTableModel>

#include "gui/views/traffic/traffic_groups.hpp"

namespace simgrad::gui {

/// The legend of the stack: a row a group, the topmost first.
class GroupsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kName, kRate, kBytes, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  void setTraffic(const TrafficGroups& traffic);
  /// The moment that rates are of.
  void setTime(double simulated_s);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  TrafficGroups traffic_ = {};
  double simulated_s_ = 0.0;
};

}  // namespace simgrad::gui
