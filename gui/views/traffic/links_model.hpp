#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// What one link carried in a run.
struct LinkUse {
  QString name = {};
  double bytes = 0.0;
  double share = 0.0;     ///< of the bytes of all links
  double mean_use = 0.0;  ///< of its bandwidth over the run; NaN: not known
  double peak_use = 0.0;  ///< in its busiest bin; NaN: not known
};

/// Links that carried something, in their order. O(bins + links).
std::vector<LinkUse> linkUses(const RunSnapshot& run);

/// A row a link. Qt::UserRole: the value to sort by, of a column's own type.
class LinksModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kName, kBytes, kShare, kMeanUse, kPeakUse, kColumns };

  using QAbstractTableModel::QAbstractTableModel;

  /// Rows stay where they are if the links are the same as before.
  void setUses(std::vector<LinkUse> uses);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  std::vector<LinkUse> uses_;
};

}  // namespace simgrad::gui
