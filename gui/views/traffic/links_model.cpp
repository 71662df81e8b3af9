#include "gui/views/traffic/links_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "gui/tables/column_text.hpp"
#include "gui/text/text.hpp"
#include "gui/views/traffic/traffic_groups.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

const std::array<ColumnText, LinksModel::kColumns> kTexts{
    {{"link", "Its name in the platform"},
     {"bytes", "Payload that crossed it in the whole run"},
     {"share", "Of the bytes of all links; what crosses several links counts on each"},
     {"mean use", "Of its bandwidth when nothing is wrong with it, over the whole run"},
     {"peak use", "Of its bandwidth when nothing is wrong with it, in its busiest bin"}}};

double quotient(double bytes, double capacity_bytes) {
  return capacity_bytes > 0.0 && std::isfinite(capacity_bytes) ? bytes / capacity_bytes
                                                               : kNotANumber;
}

QString text(Unit unit, double value) {
  return std::isnan(value) ? "unknown" : quantityText(unit, value);
}

}  // namespace

std::vector<LinkUse> linkUses(const RunSnapshot& run) {
  struct Sum {
    double bytes = 0.0;
    double peak_rate = 0.0;
  };
  std::vector<Sum> sums(run.links->size());
  double total_bytes = 0.0;
  for (const TrafficBin& bin : run.traffic->bins) {
    const auto bytes = static_cast<double>(bin.bytes);
    Sum& sum = sums[bin.link];
    sum.bytes += bytes;
    const double begin_s = static_cast<double>(bin.index) * run.traffic->bin_s;
    sum.peak_rate =
        std::max(sum.peak_rate, bytes / lengthBefore(run.end(), begin_s, run.traffic->bin_s));
    total_bytes += bytes;
  }
  std::vector<LinkUse> uses;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (sums[i].bytes > 0.0) {
      const LinkRow& link = run.links->at(i);
      uses.push_back({.name = QString::fromStdString(link.name),
                      .bytes = sums[i].bytes,
                      .share = sums[i].bytes / total_bytes,
                      .mean_use = quotient(sums[i].bytes, link.bytes_per_s * run.end()),
                      .peak_use = quotient(sums[i].peak_rate, link.bytes_per_s)});
    }
  }
  return uses;
}

void LinksModel::setUses(std::vector<LinkUse> uses) {
  const bool is_same = std::equal(uses.begin(), uses.end(), uses_.begin(), uses_.end(),
                                  [](const LinkUse& a, const LinkUse& b) {
                                    return a.name == b.name;
                                  });
  if (is_same && !uses.empty()) {
    uses_ = std::move(uses);
    emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    return;
  }
  beginResetModel();
  uses_ = std::move(uses);
  endResetModel();
}

int LinksModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(uses_.size());
}

int LinksModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant LinksModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const LinkUse& use = uses_.at(static_cast<std::size_t>(index.row()));
  const std::array<double, kColumns> values{0.0, use.bytes, use.share, use.mean_use, use.peak_use};
  const int column = index.column();
  const double value = values.at(static_cast<std::size_t>(column));
  switch (role) {
    case Qt::DisplayRole:
      return column == kName ? use.name
                             : text(column == kBytes ? Unit::kBytes : Unit::kFraction, value);
    case Qt::UserRole:
      // What is not known comes below all that is.
      return column == kName ? QVariant(use.name) : QVariant(std::isnan(value) ? -1.0 : value);
    case Qt::ToolTipRole:
      return column == kName ? QVariant("<qt>" + use.name.toHtmlEscaped() + "</qt>") : QVariant();
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::AlignVCenter |
                                 (column == kName ? Qt::AlignLeft : Qt::AlignRight));
    default:
      return {};
  }
}

QVariant LinksModel::headerData(int section, Qt::Orientation orientation, int role) const {
  return columnHeader(kTexts, section, orientation, role);
}

}  // namespace simgrad::gui
