#include "gui/views/scenario/earlier_runs_model.hpp"

#include <array>

#include <QFileInfo>

#include "gui/text/text.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

const std::array<const char*, EarlierRunsModel::kColumns> kHeaders{"run", "status", "simulated",
                                                                   "seed", "started (UTC)"};

}  // namespace

void EarlierRunsModel::setRuns(const std::vector<EarlierRun>& runs) {
  beginResetModel();
  runs_ = runs;
  endResetModel();
}

void EarlierRunsModel::setOpen(const std::set<QString>& open) {
  open_ = open;
  if (!runs_.empty()) {
    emit dataChanged(index(0, kFile), index(rowCount() - 1, kFile), {Qt::CheckStateRole});
  }
}

int EarlierRunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int EarlierRunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant EarlierRunsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const EarlierRun& run = runs_.at(static_cast<std::size_t>(index.row()));
  if (role == Qt::CheckStateRole && index.column() == kFile) {
    return open_.contains(run.path) ? Qt::Checked : Qt::Unchecked;
  }
  if (role == Qt::ToolTipRole) {
    return plainToolTip(run.path);
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (index.column()) {
    case kFile:
      return QFileInfo(run.path).fileName();
    case kStatus:
      return run.status;
    case kSimulated:
      return quantityText(Unit::kSeconds, run.simulated_s);
    case kSeed:
      return QString::number(run.seed);
    default:
      return QString(run.started_utc).replace('T', ' ').remove('Z');
  }
}

bool EarlierRunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::CheckStateRole || index.column() != kFile) {
    return false;
  }
  emit openWanted(runs_.at(static_cast<std::size_t>(index.row())).path,
                  value.toInt() == Qt::Checked);
  return true;
}

Qt::ItemFlags EarlierRunsModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (index.isValid() && index.column() == kFile) {
    flags |= Qt::ItemIsUserCheckable;
  }
  return flags;
}

QVariant EarlierRunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
    return {};
  }
  return kHeaders.at(static_cast<std::size_t>(section));
}

}  // namespace simgrad::gui
