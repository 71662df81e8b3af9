#include "gui/views/sweep/runs_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace simgrad::gui {
namespace {

constexpr std::array<const char*, RunsModel::kFirstMetric> kHeaders{"point", "seed", "status",
                                                                    "reason"};

}  // namespace

void RunsModel::setRuns(const ComparedSweep& sweep, RunIndices runs) {
  if (runs == runs_ && !runs.empty() && sweep.metrics.size() == sweep_.metrics.size()) {
    sweep_ = sweep;
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    return;
  }
  beginResetModel();
  sweep_ = sweep;
  runs_ = std::move(runs);
  endResetModel();
}

int RunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kFirstMetric + static_cast<int>(sweep_.metrics.size());
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const RunResult& of = sweep_.results().runs[run(index.row())];
  const bool is_number = index.column() == kSeed || index.column() >= kFirstMetric;
  switch (role) {
    case Qt::DisplayRole:
      return text(of, index.column());
    case Qt::UserRole:
      return key(of, index.column());
    case Qt::TextAlignmentRole:
      return static_cast<int>(Qt::AlignVCenter | (is_number ? Qt::AlignRight : Qt::AlignLeft));
    default:
      return {};
  }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
    return {};
  }
  if (section >= kFirstMetric) {
    const auto metric = static_cast<std::size_t>(section - kFirstMetric);
    return QString::fromStdString(sweep_.metrics[metric].label);
  }
  return kHeaders[static_cast<std::size_t>(section)];
}

QString RunsModel::pointText(const RunResult& run) const {
  if (run.point < 0) {
    return "of no point";
  }
  QString text =
      QString::fromStdString(point_label(sweep_.axes, static_cast<std::size_t>(run.point)));
  if (sweep_.results().last_rung > 0) {
    text += QString(", rung %1").arg(run.rung);
  }
  return text;
}

QString RunsModel::text(const RunResult& run, int column) const {
  switch (column) {
    case kPoint:
      return pointText(run);
    case kSeed:
      return QString::fromStdString(run.seed);
    case kStatus:
      return QString::fromStdString(run.status) + (run.is_diverged ? ", diverged" : "");
    case kReason:
      return QString::fromStdString(run.reason);
    default:
      return metricText(run, sweep_.metrics[static_cast<std::size_t>(column - kFirstMetric)]);
  }
}

QString RunsModel::metricText(const RunResult& run, const SweepMetric& metric) const {
  const double value = run.*metric.value;
  if (std::isnan(value)) {
    return "–";
  }
  Estimate alone;
  alone.n = 1;
  alone.median = value;
  alone.at_least = std::isfinite(value) ? value : run.*metric.end;
  return medianText(metric, alone);
}

QVariant RunsModel::key(const RunResult& run, int column) const {
  if (column == kPoint) {
    return QVariant::fromValue(run.point);
  }
  if (column == kSeed) {
    return QString::fromStdString(run.seed).toDouble();
  }
  if (column < kFirstMetric) {
    return text(run, column);
  }
  const double value = run.*sweep_.metrics[static_cast<std::size_t>(column - kFirstMetric)].value;
  return std::isnan(value) ? std::numeric_limits<double>::infinity()
                           : std::min(value, std::numeric_limits<double>::max());
}

}  // namespace simgrad::gui
