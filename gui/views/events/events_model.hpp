#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// The events of a run, a row each. Qt::UserRole: the value to sort by, of a column's own type.
class EventsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kTime, kKind, kSubject, kDetail, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  /// Rows that were there stay, if these are the same and more.
  void setEvents(const Shared<std::vector<EventRow>>& events);

  /// When the event of a row happened, in simulated seconds.
  double time(int row) const { return events_->at(static_cast<std::size_t>(row)).simulated_s; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  Shared<std::vector<EventRow>> events_ = std::make_shared<const std::vector<EventRow>>();
};

}  // namespace simgrad::gui
