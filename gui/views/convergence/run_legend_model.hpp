#pragma once

#include <QAbstractListModel>
#include <QSize>

#include "gui/session/session.hpp"

namespace simgrad::gui {

/// The open runs with their line, checked if they are shown.
class RunLegendModel : public QAbstractListModel {
  Q_OBJECT

 public:
  static constexpr QSize kSwatch{32, 14};

  explicit RunLegendModel(Session& session);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  void takeRuns();
  void takeChanges();

  Session& session_;
  int rows_ = 0;  // as views of this model know it
};

}  // namespace simgrad::gui
