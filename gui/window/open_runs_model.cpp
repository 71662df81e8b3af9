#include "gui/window/open_runs_model.hpp"

#include <algorithm>

#include <QIcon>
#include <QPainter>
#include <QPixmap>

#include "gui/theme/theme.hpp"
#include "gui/window/run_status.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSwatchWidth = 28;  // enough for every dash pattern to repeat
constexpr int kSwatchHeight = 16;
constexpr double kSharpness = 2.0;  // pixels a point, for screens of high density
constexpr double kLineWidth = 2.5;

/// The run's line as it is in plots.
QIcon swatch(std::size_t style) {
  QPixmap pixmap(QSize(kSwatchWidth, kSwatchHeight) * kSharpness);
  pixmap.setDevicePixelRatio(kSharpness);
  pixmap.fill(theme().background);  // that of plots, also where the row is selected
  QPainter painter(&pixmap);
  QPen pen = seriesPen(style, kLineWidth);
  pen.setCosmetic(false);
  painter.setPen(pen);
  painter.drawLine(QPointF(0, kSwatchHeight / 2.0), QPointF(kSwatchWidth, kSwatchHeight / 2.0));
  painter.end();
  QIcon icon(pixmap);
  icon.addPixmap(pixmap, QIcon::Selected);  // else the style tints it, and its colour says nothing
  return icon;
}

/// Names may hold markup.
QString toolTip(const OpenRun& run, const QString& status) {
  const QString file = QString::fromStdString(run.data->key.database.string());
  return QString("<p><b>%1</b></p><p>%2</p><p>%3</p>")
      .arg(run.label.toHtmlEscaped(), status.toHtmlEscaped(), file.toHtmlEscaped());
}

}  // namespace

void OpenRunsModel::setRuns(const std::vector<OpenRun>& runs) {
  removeClosed(runs);
  const auto kept = static_cast<int>(runs_.size());
  for (std::size_t row = 0; row < runs_.size(); ++row) {
    setRun(row, runs[row]);
  }
  if (runs.size() > runs_.size()) {
    beginInsertRows({}, kept, static_cast<int>(runs.size()) - 1);
    runs_ = runs;
    endInsertRows();
  }
}

void OpenRunsModel::removeClosed(const std::vector<OpenRun>& runs) {
  for (std::size_t row = runs_.size(); row-- > 0;) {
    const bool is_open = std::any_of(runs.begin(), runs.end(), [&](const OpenRun& run) {
      return run.data->key == runs_[row].data->key;
    });
    if (!is_open) {
      beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
      runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(row));
      endRemoveRows();
    }
  }
}

void OpenRunsModel::setRun(std::size_t row, const OpenRun& run) {
  runs_.at(row) = run;
  const QModelIndex changed = index(static_cast<int>(row));
  emit dataChanged(changed, changed);
}

void OpenRunsModel::setNow(std::int64_t now_utc_s) {
  now_utc_s_ = now_utc_s;
  if (!runs_.empty()) {
    emit dataChanged(index(0), index(rowCount() - 1));
  }
}

int OpenRunsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

QVariant OpenRunsModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const OpenRun& run = runs_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return run.label + "\n" + runStatus(*run.data, now_utc_s_);
    case Qt::DecorationRole:
      return swatch(run.style);
    case Qt::CheckStateRole:
      return run.is_shown ? Qt::Checked : Qt::Unchecked;
    case Qt::ToolTipRole:
      return toolTip(run, runStatus(*run.data, now_utc_s_));
    default:
      return {};
  }
}

bool OpenRunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return false;
  }
  const bool is_shown = value.toInt() == Qt::Checked;
  runs_[static_cast<std::size_t>(index.row())].is_shown = is_shown;
  emit dataChanged(index, index, {Qt::CheckStateRole});
  emit showRequested(static_cast<std::size_t>(index.row()), is_shown);
  return true;
}

Qt::ItemFlags OpenRunsModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractListModel::flags(index);
  return index.isValid() ? flags | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren : flags;
}

}  // namespace simgrad::gui
