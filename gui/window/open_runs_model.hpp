#pragma once

#include <cstdint>
#include <vector>

#include <QAbstractListModel>

#include "gui/session/session.hpp"

namespace simgrad::gui {

/// The open runs, a row each in the session's order: swatch, label and how they stand; checked:
/// shown where views overlay runs.
class OpenRunsModel : public QAbstractListModel {
  Q_OBJECT

 public:
  using QAbstractListModel::QAbstractListModel;

  /// Rows that were there stay. The session opens runs behind the others.
  void setRuns(const std::vector<OpenRun>& runs);
  void setRun(std::size_t row, const OpenRun& run);
  /// Tells again how runs stand: some have been silent for longer now, or colours are others.
  void setNow(std::int64_t now_utc_s);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 signals:
  /// The check box of a row was set.
  void showRequested(std::size_t row, bool is_shown);

 private:
  void removeClosed(const std::vector<OpenRun>& runs);

  std::vector<OpenRun> runs_;
  std::int64_t now_utc_s_ = 0;
};

}  // namespace simgrad::gui
