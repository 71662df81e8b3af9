#include "gui/views/traffic/groups_model.hpp"

#include <array>

#include <QPainter>
#include <QPixmap>

#include "gui/tables/column_text.hpp"
#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/traffic/traffic_plot.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSwatch = 16;

const std::array<ColumnText, GroupsModel::kColumns> kTexts{
    {{"group of links", "In the order of the picture; groups that differ in numbers alone are one"},
     {"at the cursor", "Bytes per second of all its links, in the bin of the cursor"},
     {"bytes", "Payload in the whole run; what crosses several links counts on each"}}};

QPixmap swatchOf(std::size_t group) {
  QPixmap swatch(kSwatch, kSwatch);
  swatch.fill(theme().background);
  QPainter painter(&swatch);
  QColor fill = groupPen(group).color();
  fill.setAlpha(kGroupFillAlpha);
  painter.fillRect(swatch.rect(), fill);
  painter.setPen(groupPen(group));
  painter.drawLine(0, 1, kSwatch, 1);
  return swatch;
}

}  // namespace

void GroupsModel::setTraffic(const TrafficGroups& traffic) {
  beginResetModel();
  traffic_ = traffic;
  endResetModel();
}

void GroupsModel::setTime(double simulated_s) {
  simulated_s_ = simulated_s;
  if (rowCount() > 0) {
    emit dataChanged(index(0, kRate), index(rowCount() - 1, kRate));
  }
}

int GroupsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(traffic_.groups.size());
}

int GroupsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant GroupsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const std::size_t group = traffic_.groups.size() - 1 - static_cast<std::size_t>(index.row());
  const TrafficGroup& shown = traffic_.groups.at(group);
  if (role == Qt::DecorationRole && index.column() == kName) {
    return swatchOf(group);
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::AlignVCenter |
                               (index.column() == kName ? Qt::AlignLeft : Qt::AlignRight));
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (index.column()) {
    case kName:
      return shown.name;
    case kRate:
      return quantityText(Unit::kBytesPerSecond, traffic_.rateAt(group, simulated_s_));
    default:
      return quantityText(Unit::kBytes, shown.bytes);
  }
}

QVariant GroupsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  return columnHeader(kTexts, section, orientation, role);
}

}  // namespace simgrad::gui
