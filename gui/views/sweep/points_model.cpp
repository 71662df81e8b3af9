#include "gui/views/sweep/points_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "gui/text/text.hpp"

namespace simgrad::gui {
namespace {

/// Behind all numbers, and what never came before what is not known.
QVariant sortKey(double value) {
  if (std::isnan(value)) {
    return std::numeric_limits<double>::infinity();
  }
  return std::min(value, std::numeric_limits<double>::max());
}

bool isRepeated(const SweepResults& results) {
  std::map<std::pair<std::int64_t, std::int64_t>, int> runs;
  return std::any_of(results.runs.begin(), results.runs.end(), [&](const RunResult& run) {
    return run.point >= 0 && run.counts() && ++runs[{run.rung, run.point}] > 1;
  });
}

}  // namespace

void PointsModel::setSweep(const ComparedSweep& sweep) {
  std::vector<Row> rows = rowsOf(sweep);
  const bool is_same = std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(),
                                  [](const Row& a, const Row& b) {
                                    return a.point == b.point && a.rung == b.rung;
                                  });
  std::vector<Column> columns = columnsOf(sweep);
  const bool same_columns = std::equal(columns.begin(), columns.end(), columns_.begin(),
                                       columns_.end(), [](const Column& a, const Column& b) {
                                         return a.title == b.title;
                                       });
  if (is_same && same_columns && !rows.empty()) {
    keepEstimates(sweep, rows);
    sweep_ = sweep;
    rows_ = std::move(rows);
    columns_ = std::move(columns);
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  beginResetModel();
  sweep_ = sweep;
  rows_ = std::move(rows);
  columns_ = std::move(columns);
  endResetModel();
}

/// The last rung first; points of which no run is there stand on rung 0.
std::vector<PointsModel::Row> PointsModel::rowsOf(const ComparedSweep& sweep) {
  const SweepResults& results = sweep.results();
  std::map<std::pair<std::int64_t, std::size_t>, AxisCell> cells;
  std::vector<bool> has_run(results.points.size());
  for (std::size_t i = 0; i < results.runs.size(); ++i) {
    const RunResult& run = results.runs[i];
    if (run.point >= 0) {
      const auto point = static_cast<std::size_t>(run.point);
      AxisCell& cell = cells[{-run.rung, point}];
      (run.counts() ? cell.runs : cell.others).push_back(i);
      has_run[point] = true;
    }
  }
  for (std::size_t point = 0; point < has_run.size(); ++point) {
    if (!has_run[point]) {
      cells[{0, point}];
    }
  }
  std::vector<Row> rows;
  for (auto& [key, cell] : cells) {
    Row row{key.second, -key.first, std::move(cell), {}};
    row.estimates.resize(sweep.metrics.size());
    rows.push_back(std::move(row));
  }
  return rows;
}

RunIndices PointsModel::runs(int row) const {
  return runsOf(rows_[static_cast<std::size_t>(row)].cell);
}

const Estimate& PointsModel::estimate(const Row& row, std::size_t metric) const {
  auto& known = rows_[static_cast<std::size_t>(&row - rows_.data())].estimates[metric];
  if (!known) {
    known = estimate_of(sweep_.results(), sweep_.metrics[metric], row.cell.runs);
  }
  return *known;
}

/// Without the bootstrap that an estimate takes: sorting asks for that of every row.
double PointsModel::median(const Row& row, std::size_t metric) const {
  std::vector<double> values =
      values_of(sweep_.results(), row.cell.runs, sweep_.metrics[metric].value);
  std::erase_if(values, [](double value) {
    return std::isnan(value);
  });
  return values.empty() ? kNotANumber : simgrad::median(values);
}

/// Takes over what is known of rows whose values are those of before: a sweep that grows changes
/// few. Rows and metrics are the same as before.
void PointsModel::keepEstimates(const ComparedSweep& sweep, std::vector<Row>& rows) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto is_same = [&](double RunResult::*value) {
      return values_of(sweep.results(), rows[i].cell.runs, value) ==
             values_of(sweep_.results(), rows_[i].cell.runs, value);
    };
    for (std::size_t metric = 0; metric < sweep.metrics.size(); ++metric) {
      const auto& known = rows_[i].estimates[metric];
      const SweepMetric& of = sweep.metrics[metric];
      if (known && is_same(of.value) && is_same(of.end)) {
        rows[i].estimates[metric] = known;
      }
    }
  }
}

std::vector<PointsModel::Column> PointsModel::columnsOf(const ComparedSweep& sweep) const {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < sweep.axes.size(); ++i) {
    const auto setting = [this, i](const Row& row) -> const AxisSetting& {
      return sweep_.axes[i].values[sweep_.axes[i].value_of_point[row.point]];
    };
    const bool is_numeric = sweep.axes[i].is_numeric;
    columns.push_back({QString::fromStdString(sweep.axes[i].name), is_numeric,
                       [setting](const Row& row) {
                         return QString::fromStdString(setting(row).label);
                       },
                       [setting, is_numeric](const Row& row) {
                         const AxisSetting& value = setting(row);
                         return is_numeric ? QVariant(value.number)
                                           : QVariant(QString::fromStdString(value.label));
                       }});
  }
  if (columns.empty()) {
    const auto name = [](const Row&) {
      return QString("the only point");
    };
    columns.push_back({"point", false, name, name});
  }
  if (sweep.results().last_rung > 0) {
    columns.push_back({"rung", true,
                       [](const Row& row) {
                         return QString::number(row.rung);
                       },
                       [](const Row& row) {
                         return QVariant::fromValue(row.rung);
                       }});
  }
  const auto status = [this](const Row& row) {
    return statusText(sweep_.results(), runsOf(row.cell));
  };
  columns.push_back({"runs", false, status, status});
  for (std::size_t metric = 0; metric < sweep.metrics.size(); ++metric) {
    addMetric(columns, sweep, metric);
  }
  return columns;
}

void PointsModel::addMetric(std::vector<Column>& columns, const ComparedSweep& sweep,
                            std::size_t metric) const {
  const QString title = QString::fromStdString(sweep.metrics[metric].label);
  columns.push_back({title, true,
                     [this, metric](const Row& row) {
                       return medianText(sweep_.metrics[metric], estimate(row, metric));
                     },
                     [this, metric](const Row& row) {
                       return sortKey(median(row, metric));
                     }});
  if (isRepeated(sweep.results())) {
    columns.push_back({"95 % interval", true,
                       [this, metric](const Row& row) {
                         return intervalText(sweep_.metrics[metric], estimate(row, metric));
                       },
                       [this, metric](const Row& row) {
                         return sortKey(median(row, metric));
                       }});
  }
}

/// Without what takes a bootstrap.
QString PointsModel::filterText(const Row& row) const {
  return QString::fromStdString(point_label(sweep_.axes, row.point)) + ' ' +
         statusText(sweep_.results(), runsOf(row.cell));
}

QString PointsModel::csv() const {
  QStringList header;
  for (const SweepAxis& axis : sweep_.axes) {
    header += QString::fromStdString(axis.key);
  }
  header += {"rung", "runs", "not_counted"};
  for (const SweepMetric& metric : sweep_.metrics) {
    const QString name = QString::fromStdString(metric.label);
    header += {name + " median", name + " low", name + " high"};
  }
  QString text = csvLine(header);
  for (const Row& row : rows_) {
    QStringList fields;
    for (const SweepAxis& axis : sweep_.axes) {
      fields += QString::fromStdString(axis.values[axis.value_of_point[row.point]].label);
    }
    fields += {QString::number(row.rung), QString::number(row.cell.runs.size()),
               QString::number(row.cell.others.size())};
    for (std::size_t metric = 0; metric < sweep_.metrics.size(); ++metric) {
      const Estimate& of = estimate(row, metric);
      fields += exactText(of.median);
      fields += of.interval ? exactText(of.interval->low) : QString();
      fields += of.interval ? exactText(of.interval->high) : QString();
    }
    text += csvLine(fields);
  }
  return text;
}

int PointsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int PointsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant PointsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) {
    return {};
  }
  const Column& column = columns_[static_cast<std::size_t>(index.column())];
  const Row& row = rows_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return column.text(row);
    case Qt::UserRole:
      return column.key(row);
    case kFilterRole:
      return filterText(row);
    case Qt::TextAlignmentRole:
      return static_cast<int>(Qt::AlignVCenter |
                              (column.is_number ? Qt::AlignRight : Qt::AlignLeft));
    default:
      return {};
  }
}

QVariant PointsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
    return {};
  }
  return columns_[static_cast<std::size_t>(section)].title;
}

}  // namespace simgrad::gui
